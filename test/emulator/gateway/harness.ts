import type { Faults } from '../../../emulator/faults/faults.ts';
import type { GatewayOptions } from '../../../emulator/gateway/gateway.ts';
import { createGateway } from '../../../emulator/gateway/gateway.ts';
import type { FunctionRoute, Route } from '../../../emulator/gateway/routes.ts';
import { createSockets } from '../../../emulator/gateway/sockets.ts';
import { openPort } from '../../../emulator/http/http-port.ts';
import type { LambdaHandler } from '../../../emulator/lambda/function.ts';
import { inProcessInvoker } from '../../../emulator/lambda/invoker.ts';
import type { GatewayRules } from '../../../emulator/rules.ts';
import { type Client, connect, destroyByHand } from '../../support/gateway-client.ts';

const spec = { memoryMb: 128, timeoutSeconds: 3 };
const route = (routeKey: string, handler: string, replies = true): FunctionRoute => ({
  ...spec,
  routeKey,
  handler,
  replies,
});

const ROUTES: readonly Route[] = [
  route('$connect', 'connect'),
  route('$disconnect', 'disconnect', false),
  route('$default', 'default'),
  route('echo', 'echo'),
  { routeKey: 'ping', answer: '{"type":"pong"}' },
];

// biome-ignore lint/suspicious/noExplicitAny: events are read in tests as a handler without types would read them
export type AnyEvent = any;

export interface Running {
  readonly gateway: ReturnType<typeof createGateway>;
  readonly host: string;
  readonly socketUrl: string;
  readonly httpUrl: string;
  /** Every event that a function was given, by function. */
  readonly events: Record<string, AnyEvent[]>;
  readonly failures: string[];
}

export interface HarnessOptions extends Partial<GatewayOptions> {
  readonly rules?: Partial<GatewayRules>;
  readonly faults?: Faults;
}

const running: Running[] = [];

export async function start(
  handlers: Record<string, LambdaHandler> = {},
  options: HarnessOptions = {},
): Promise<Running> {
  const events: Record<string, AnyEvent[]> = {};
  const failures: string[] = [];
  const fakes: Record<string, LambdaHandler> = {
    connect: () => ({ statusCode: 200 }),
    disconnect: () => ({ statusCode: 200 }),
    default: () => ({ statusCode: 200, body: 'default' }),
    echo: (event: AnyEvent) => ({ statusCode: 200, body: event.body }),
    ...handlers,
  };
  const recorded = Object.entries(fakes).map(([name, handle]): [string, LambdaHandler] => [
    name,
    (event, context) => {
      events[name] = [...(events[name] ?? []), event];
      return handle(event, context);
    },
  ]);
  const { rules, faults, ...rest } = options;
  const port = await openPort(0);
  const gateway = createGateway({
    port,
    sockets: createSockets(rules, faults),
    routes: ROUTES,
    invoker: inProcessInvoker(Object.fromEntries(recorded)),
    report: name => failures.push(name),
    ...rest,
  });
  const host = port.authority;
  const one = {
    gateway,
    host,
    socketUrl: `ws://${host}/local`,
    httpUrl: `http://${host}`,
    events,
    failures,
  };
  running.push(one);
  return one;
}

/** For afterEach. */
export async function stopAll(): Promise<void> {
  destroyByHand();
  await Promise.all(running.splice(0).map(({ gateway }) => gateway.close()));
}

/** Connects and says which connection it is. */
export async function known(
  run: Running,
  protocols: string[] = [],
): Promise<Client & { connectionId: string }> {
  const client = await connect(run.socketUrl, protocols);
  const connectionId = run.events.connect?.at(-1)?.requestContext.connectionId;
  return { ...client, connectionId };
}
