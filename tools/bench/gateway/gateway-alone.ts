/** The gateway, with a `$connect` behind it that lets everybody in, and nothing else. */
import * as z from 'zod';
import { createGateway } from '../../../emulator/gateway/gateway.ts';
import { createSockets } from '../../../emulator/gateway/sockets.ts';
import { openPort } from '../../../emulator/http/http-port.ts';
import { inProcessInvoker } from '../../../emulator/lambda/invoker.ts';
import { answerWith, BODY, broadcast, memory } from './talk.ts';

const spec = { memoryMb: 128, timeoutSeconds: 3 };
const ids = new Set<string>();
const ofConnection = z.object({ requestContext: z.object({ connectionId: z.string() }) });
const idOf = (event: unknown): string => ofConnection.parse(event).requestContext.connectionId;

const off = Number.POSITIVE_INFINITY;
const port = await openPort(0);
const gateway = createGateway({
  port,
  sockets: createSockets({ connectsPerSecond: off, requestsPerSecond: off }),
  routes: [
    { ...spec, routeKey: '$connect', handler: 'connect', replies: true },
    { ...spec, routeKey: '$disconnect', handler: 'disconnect', replies: false },
  ],
  invoker: inProcessInvoker({
    connect(event) {
      ids.add(idOf(event));
      return { statusCode: 200 };
    },
    disconnect(event) {
      ids.delete(idOf(event));
      return { statusCode: 200 };
    },
  }),
});

/** One that is full is posted to again until it has the message, so that nobody is let off. */
let behind: string[] = [];
function sendToAll(): boolean {
  const targets = behind.length > 0 ? behind : ids;
  const full: string[] = [];
  for (const id of targets) if (gateway.connections.post(id, BODY) === 'throttled') full.push(id);
  behind = full;
  return full.length === 0;
}

answerWith(({ what, rounds = 1 }) => (what === 'broadcast' ? broadcast(rounds, sendToAll) : memory()));
process.send?.({ url: `ws://${port.authority}/local` });
