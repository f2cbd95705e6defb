import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { connect as connectTcp } from 'node:net';
import type { RawData } from 'ws';
import { WebSocket } from 'ws';
import type { GatewayOptions } from '../../../local/gateway/gateway.ts';
import { createGateway } from '../../../local/gateway/gateway.ts';
import type { FunctionRoute, Route } from '../../../local/gateway/routes.ts';
import type { LambdaHandler } from '../../../local/lambda/function.ts';
import { inProcessInvoker } from '../../../local/lambda/invoker.ts';

const spec = { memoryMb: 128, timeoutSeconds: 3 };
const route = (routeKey: string, handler: string, replies = true): FunctionRoute => ({
  ...spec,
  routeKey,
  handler,
  replies,
});

export const AUTHORIZER = { ...spec, handler: 'authorizer' };

export const ROUTES: readonly Route[] = [
  route('$connect', 'connect'),
  route('$disconnect', 'disconnect', false),
  route('$default', 'default'),
  route('echo', 'echo'),
  route('whisper', 'whisper', false),
  { routeKey: 'ping', answer: '{"type":"pong"}' },
];

// biome-ignore lint/suspicious/noExplicitAny: events are read in tests as a handler without types would read them
export type AnyEvent = any;

export const allow = (context?: object) => ({
  principalId: 'alice',
  policyDocument: {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: '*' }],
  },
  context,
});

export const WEBSOCKET_HEADERS = ['Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=='];

export interface Running {
  readonly gateway: ReturnType<typeof createGateway>;
  readonly host: string;
  readonly socketUrl: string;
  readonly httpUrl: string;
  /** Every event that a function was given, by function. */
  readonly events: Record<string, AnyEvent[]>;
  readonly failures: string[];
}

const running: Running[] = [];

export async function start(
  handlers: Record<string, LambdaHandler> = {},
  options: Partial<GatewayOptions> = {},
): Promise<Running> {
  const events: Record<string, AnyEvent[]> = {};
  const failures: string[] = [];
  const fakes: Record<string, LambdaHandler> = {
    connect: () => ({ statusCode: 200 }),
    disconnect: () => ({ statusCode: 200 }),
    default: () => ({ statusCode: 200, body: 'default' }),
    echo: (event: AnyEvent) => ({ statusCode: 200, body: event.body }),
    whisper: () => ({ statusCode: 200, body: 'unheard' }),
    authorizer: () => allow(),
    ...handlers,
  };
  const recorded = Object.entries(fakes).map(([name, handle]): [string, LambdaHandler] => [
    name,
    (event, context) => {
      events[name] = [...(events[name] ?? []), event];
      return handle(event, context);
    },
  ]);
  const gateway = createGateway({
    routes: ROUTES,
    invoker: inProcessInvoker(Object.fromEntries(recorded)),
    report: name => failures.push(name),
    ...options,
  });
  const { port } = await gateway.listen(0);
  const host = `127.0.0.1:${port}`;
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
  for (const socket of byHand.splice(0)) socket.destroy();
  await Promise.all(running.splice(0).map(({ gateway }) => gateway.close()));
}

export interface Client {
  readonly ws: WebSocket;
  next(): Promise<string>;
  closed: Promise<{ code: number; reason: string }>;
}

/** A client that forgets no message, however late it is asked for. */
export async function connect(
  url: string,
  protocols: string[] = [],
  options: WebSocket.ClientOptions = {},
): Promise<Client> {
  const ws = new WebSocket(url, protocols, options);
  const messages: string[] = [];
  const waiting: ((message: string) => void)[] = [];
  ws.on('message', (data: RawData) => {
    const resolve = waiting.shift();
    if (resolve) resolve(data.toString());
    else messages.push(data.toString());
  });
  const closed = new Promise<{ code: number; reason: string }>(resolve => {
    ws.on('close', (code, reason) => resolve({ code, reason: reason.toString() }));
  });
  await once(ws, 'open');
  ws.on('error', () => {});
  return {
    ws,
    closed,
    next: () => {
      const message = messages.shift();
      return message === undefined ? new Promise(resolve => waiting.push(resolve)) : Promise.resolve(message);
    },
  };
}

/** The plain HTTP answer to an upgrade that is refused. */
export async function refused(
  url: string,
  protocols: string[] = [],
  options: WebSocket.ClientOptions = {},
): Promise<{ status: number | undefined; errorType: unknown; body: string }> {
  const ws = new WebSocket(url, protocols, options);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    ws.on('unexpected-response', (_request, answer) => resolve(answer));
    ws.on('open', () => reject(new Error('the upgrade was accepted')));
    ws.on('error', reject);
  });
  let body = '';
  for await (const chunk of response) body += chunk;
  return { status: response.statusCode, errorType: response.headers['x-amzn-errortype'], body };
}

const byHand: Socket[] = [];

/** An upgrade written by hand, for what a WebSocket client would not do. */
export function upgradeByHand(host: string, path = '/local', headers: string[] = WEBSOCKET_HEADERS): Socket {
  const [name, port] = host.split(':');
  const socket = connectTcp(Number(port), name);
  socket.on('error', () => {});
  byHand.push(socket);
  const lines = [`GET ${path} HTTP/1.1`, `Host: ${host}`, 'Connection: Upgrade', 'Upgrade: websocket'];
  socket.write([...lines, ...headers, '', ''].join('\r\n'));
  return socket;
}

export async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 2_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('it did not come to pass within 2 s');
    await new Promise(resolve => setTimeout(resolve, 5));
  }
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
