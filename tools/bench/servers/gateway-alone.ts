/** The local gateway, which lets everybody in and has nothing behind it. */
import { createGateway } from '../../../emulator/gateway/gateway.ts';
import { createSockets } from '../../../emulator/gateway/sockets.ts';
import { openPort } from '../../../emulator/http/http-port.ts';
import { inProcessInvoker } from '../../../emulator/lambda/invoker.ts';

const spec = { memoryMb: 128, timeoutSeconds: 3 };
const off = Number.POSITIVE_INFINITY;
const port = await openPort(0);
createGateway({
  port,
  sockets: createSockets({ connectsPerSecond: off, connectBurst: off }),
  routes: [
    { ...spec, routeKey: '$connect', handler: 'connect', replies: true },
    { ...spec, routeKey: '$disconnect', handler: 'disconnect', replies: false },
  ],
  invoker: inProcessInvoker({
    connect: () => ({ statusCode: 200 }),
    disconnect: () => ({ statusCode: 200 }),
  }),
});
console.log(JSON.stringify({ url: `ws://${port.authority}/local` }));
