import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { SOCKET_API_ID } from '../arns.ts';
import type { HttpPort } from '../http/http-port.ts';
import type { HttpService } from '../http/http-service.ts';
import type { KeyPairs } from '../http/signature.ts';
import { TokenBucket } from '../http/token-bucket.ts';
import type { LambdaFunction } from '../lambda/function.ts';
import type { Invoker } from '../lambda/invoker.ts';
import { ACCEPTED_KEYS } from '../local-aws.ts';
import type { Answered } from './answered.ts';
import { ABNORMAL, Connection, GOING_AWAY } from './connection.ts';
import type { ConnectionsPort } from './connections-port.ts';
import { InFlight } from './in-flight.ts';
import { functionOf, integrations } from './integrations.ts';
import { managementApi } from './management-api.ts';
import type { Route } from './routes.ts';
import type { Sockets } from './sockets.ts';
import { sharedTextFrame } from './text-frame.ts';
import type { Traffic } from './traffic.ts';
import { createTurns } from './turns.ts';
import { upgrades } from './upgrades.ts';

export interface GatewayOptions {
  /** What it is served on. It is closed with the gateway. */
  readonly port: HttpPort;
  readonly sockets: Sockets;
  readonly routes: readonly Route[];
  /** Without one, everybody may connect. */
  readonly authorizer?: LambdaFunction | undefined;
  /** What an upgrade must have before the authorizer is asked, as in `route.request.header.Auth`. */
  readonly identitySources?: readonly string[];
  readonly invoker: Invoker;
  readonly stage?: string;
  /** The keys that may sign calls of the management API. */
  readonly keys?: KeyPairs;
  /** Asked before everything else on the port: a response from one of them is a refusal. */
  readonly guards?: readonly HttpService[];
  /** Served on the same port, after the management API. */
  readonly services?: readonly HttpService[];
  /** The text that every client is sent before it is closed because the gateway closes. */
  readonly farewell?: string;
  /** Called for what was answered without a function. */
  readonly onAnswered?: (answered: Answered) => void;
  /** Called for a function that failed; by default a line on stderr. */
  readonly report?: (functionName: string, error: unknown) => void;
}

export interface Gateway {
  /** The management API without HTTP. */
  readonly connections: ConnectionsPort;
  readonly traffic: Traffic;
  /** Closes every socket with 1001, runs every `$disconnect`, and waits a bounded time for what is under way. */
  close(): Promise<void>;
}

const CLOSE_MS = 10_000; // 10 seconds
const SWEEP_MS = 1_000; // 1 second

const ignore = () => {};

/** API Gateway's WebSocket API, running the functions of a route table on this machine. */
export function createGateway(options: GatewayOptions): Gateway {
  const { port, sockets, routes, authorizer, identitySources = [], invoker } = options;
  const { stage = 'local', keys = ACCEPTED_KEYS, farewell, onAnswered = ignore } = options;
  const { rules, faults, traffic, requests, messages, open, connections } = sockets;
  const report = options.report ?? ((name, error) => console.error(`${name} failed:`, error));
  const api = { apiId: SOCKET_API_ID, stage };
  const turns = createTurns();
  const functions = integrations({
    api,
    routes,
    invoker,
    rules,
    faults,
    takesMessage: () => messages.take() && requests.take(),
    traffic,
    turns,
    onAnswered,
    report,
  });
  const inFlight = new InFlight();
  const upgrading = new Set<Duplex>();
  let closing: Promise<void> | undefined;

  const events = {
    message(connection: Connection, body: string) {
      inFlight.track(functions.message(connection, body));
    },
    ended(connection: Connection, ending: { code: number; reason: string }) {
      open.delete(connection);
      inFlight.track(functions.disconnect(connection.client, ending));
      inFlight.end();
    },
  };

  const upgrade = upgrades({
    api,
    names: port.names,
    invoker,
    authorizer,
    identitySources,
    connect: functionOf(routes, '$connect'),
    rules,
    report,
    turns,
    faults,
    connects: new TokenBucket(rules.connectsPerSecond, rules.connectBurst),
    isClosing: () => closing !== undefined,
    opened(client, ws, socket) {
      inFlight.begin();
      open.add(new Connection({ client, ws, socket, rules, traffic, events }));
    },
    left: client => functions.disconnect(client, ABNORMAL),
    answered(status) {
      traffic.upgraded(status);
      if (status !== 101) onAnswered({ route: '$connect', outcome: `refused ${status}` });
    },
  });

  const services = [
    ...(options.guards ?? []),
    managementApi({ connections, stage, keys, requests }),
    ...(options.services ?? []),
  ];
  const { server } = port;
  port.serve(services, report);
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', ignore);
    upgrading.add(socket);
    inFlight.track(upgrade(request, socket, head).finally(() => upgrading.delete(socket)));
  });

  const sweepMs = Math.min(SWEEP_MS, rules.idleMs / 4, rules.lifetimeMs / 4);
  const sweep = setInterval(() => {
    open.closeExpired();
    for (const connection of open.all())
      if (faults.strikes('drop-socket', sweepMs / 1_000)) connection.destroy();
  }, sweepMs).unref();

  async function close(): Promise<void> {
    clearInterval(sweep);
    turns.stop();
    const frame = farewell === undefined ? undefined : sharedTextFrame(farewell);
    for (const connection of open.all()) {
      if (frame !== undefined) connection.send(frame);
      connection.end(GOING_AWAY);
    }
    const patience = new AbortController();
    const tired = sleep(CLOSE_MS, undefined, { signal: patience.signal }).catch(ignore);
    // The port stays open meanwhile: what is under way may need a service that listens there.
    await Promise.race([inFlight.ended(), tired]);
    for (const connection of open.all()) connection.destroy();
    for (const socket of upgrading) socket.destroy();
    const closed = new Promise(resolve => server.close(resolve));
    server.closeIdleConnections();
    await Promise.race([closed, tired]);
    patience.abort();
    server.closeAllConnections();
    await closed;
  }

  return {
    connections,
    traffic,
    close() {
      closing ??= close();
      return closing;
    },
  };
}
