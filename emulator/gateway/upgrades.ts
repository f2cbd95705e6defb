import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Faults } from '../faults/faults.ts';
import type { Names } from '../http/names.ts';
import type { TokenBucket } from '../http/token-bucket.ts';
import type { Client } from './events.ts';
import { type HandshakeDeps, handshake, isWebSocket } from './handshake.ts';
import { type Refusal, refusal, refuse } from './refusal.ts';
import type { Turns } from './turns.ts';
import { LONGEST_TIMER_MS } from './within.ts';

export interface UpgradeDeps extends HandshakeDeps {
  readonly connects: TokenBucket;
  readonly names: Names;
  readonly turns: Turns;
  readonly faults: Faults;
  isClosing(): boolean;
  /** The upgrade is through. */
  opened(client: Client, ws: WebSocket, socket: Duplex): void;
  /** The client left while `$connect` ran: what that wrote has to be taken back. */
  left(client: Client): Promise<void>;
  /** How an upgrade was answered. */
  answered(status: number): void;
}

const FORBIDDEN = refusal(403, 'Forbidden', 'ForbiddenException');
const BAD_REQUEST = refusal(400, 'Bad Request', 'BadRequestException');
const URI_TOO_LONG = refusal(414, 'Request-URI Too Long');
const TOO_MANY = refusal(429, 'Too Many Requests', 'TooManyRequestsException');
const UNAVAILABLE = refusal(503, 'Service Unavailable', 'ServiceUnavailableException');

/** What is wrong with a request before any function is asked. */
function objection({ api, rules, connects, names, isClosing }: UpgradeDeps, request: IncomingMessage) {
  const { url = '' } = request;
  if (isClosing()) return UNAVAILABLE;
  if (url.length > rules.urlLength) return URI_TOO_LONG;
  // With or without a slash at its end, as AWS's own guide writes it.
  const [path] = url.split('?', 1);
  if (path !== `/${api.stage}` && path !== `/${api.stage}/`) return FORBIDDEN;
  // Now, not when ws looks: by then $connect would have run for nothing.
  if (!isWebSocket(request)) return BAD_REQUEST;
  if (!names.include(request.headers.host)) return FORBIDDEN;
  return connects.take() ? undefined : TOO_MANY;
}

/** From an HTTP upgrade to an open socket, or to the answer that refuses it. */
export function upgrades(deps: UpgradeDeps) {
  const { rules } = deps;
  const subprotocols = new WeakMap<IncomingMessage, string>();
  const socketOptions = {
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: rules.messageBytes,
    closeTimeout: Math.min(rules.closeTimeoutMs, LONGEST_TIMER_MS),
    // By hand, so that a client which pings and does not read is bounded too.
    autoPong: false,
    // API Gateway selects none by itself: only what the $connect response says.
    handleProtocols: (_offered: Set<string>, request: IncomingMessage) => subprotocols.get(request) ?? false,
  };
  const sockets = new WebSocketServer(socketOptions);

  function decline(socket: Duplex, because: Refusal): void {
    deps.answered(because.status);
    refuse(socket, because);
  }

  return async (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    const objected = objection(deps, request);
    if (objected !== undefined) return decline(socket, objected);
    const outcome = await deps.turns.waitedFor(
      request,
      // A client that gave up has ended its side: Node keeps the socket, half-open.
      async () => socket.readable && handshake(deps, request),
    );
    if (!outcome) return void socket.destroy();
    if ('status' in outcome) return decline(socket, outcome);

    await deps.faults.delay('slow-upgrade');
    const { client, subprotocol } = outcome;
    if (subprotocol !== undefined) subprotocols.set(request, subprotocol);
    let opened = false;
    if (deps.isClosing()) decline(socket, UNAVAILABLE);
    else
      sockets.handleUpgrade(request, socket, head, ws => {
        opened = true;
        deps.answered(101);
        deps.opened(client, ws, socket);
      });
    if (!opened) await deps.left(client);
  };
}
