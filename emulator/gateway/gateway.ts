import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Faults, NO_FAULTS } from '../faults/faults.ts';
import { faultyPosts } from '../faults/faulty-posts.ts';
import type { HttpService } from '../http/http-service.ts';
import { listenerOf } from '../http/http-service.ts';
import type { KeyPairs } from '../http/signature.ts';
import { TokenBucket } from '../http/token-bucket.ts';
import type { LambdaFunction } from '../lambda/function.ts';
import type { Invoker } from '../lambda/invoker.ts';
import { ACCEPTED_KEYS } from '../local-aws.ts';
import type { GatewayRules } from '../rules.ts';
import { AWS_RULES } from '../rules.ts';
import type { Answered } from './answered.ts';
import { ABNORMAL, Connection, GOING_AWAY } from './connection.ts';
import { Connections } from './connections.ts';
import type { ConnectionsPort } from './connections-port.ts';
import { countedPosts } from './counted-posts.ts';
import { InFlight } from './in-flight.ts';
import { functionOf, integrations } from './integrations.ts';
import { managementApi } from './management-api.ts';
import type { Route } from './routes.ts';
import { Traffic } from './traffic.ts';
import { createTurns } from './turns.ts';
import { upgrades } from './upgrades.ts';

export interface GatewayOptions {
  readonly routes: readonly Route[];
  /** Without one, everybody may connect. */
  readonly authorizer?: LambdaFunction;
  /** What an upgrade must have for the authorizer to be asked, as in `route.request.header.Auth`; ours needs none. */
  readonly identitySources?: readonly string[];
  readonly invoker: Invoker;
  readonly stage?: string;
  /** What differs from AWS's own limits. */
  readonly rules?: Partial<GatewayRules>;
  readonly faults?: Faults;
  /** Who may call the management API. */
  readonly keys?: KeyPairs;
  /** Asked before everything else on the port: what one of them answers is refused. */
  readonly guards?: readonly HttpService[];
  /** Served on the same port, after the management API. */
  readonly services?: readonly HttpService[];
  /** Told of what was answered without a function. */
  readonly onAnswered?: (answered: Answered) => void;
  /** Told of a function that failed; by default a line on stderr. */
  readonly report?: (functionName: string, error: unknown) => void;
}

export interface Gateway {
  /** The management API without HTTP. */
  readonly connections: ConnectionsPort;
  readonly traffic: Traffic;
  /** Port 0 takes a free one. Rejects with Node's own error where the port is taken. */
  listen(port: number, host?: string): Promise<AddressInfo>;
  /** Closes every socket with 1001, runs every `$disconnect`, and waits a bounded time for what is under way. */
  close(): Promise<void>;
}

const CLOSE_MS = 10_000; // 10 seconds
const SWEEP_MS = 1_000; // 1 second
const KEEP_ALIVE_MS = 65_000; // longer than an SDK leaves a socket idle, so that none is reused while it closes

const ignore = () => {};

/** API Gateway's WebSocket API, running the functions of a route table on this machine. */
export function createGateway(options: GatewayOptions): Gateway {
  const { routes, authorizer, identitySources = [], invoker } = options;
  const { stage = 'local', keys = ACCEPTED_KEYS, faults = NO_FAULTS, onAnswered = ignore } = options;
  const rules: GatewayRules = { ...AWS_RULES, ...options.rules };
  const report = options.report ?? ((name, error) => console.error(`${name} failed:`, error));
  const api = { apiId: 'local', stage };
  const connections = new Connections(rules);
  const traffic = new Traffic();
  const requests = new TokenBucket(rules.requestsPerSecond, rules.requestBurst);
  const turns = createTurns();
  const functions = integrations({
    api,
    routes,
    invoker,
    rules,
    faults,
    requests,
    traffic,
    turns,
    onAnswered,
    report,
  });
  const posts = faults === NO_FAULTS ? connections : faultyPosts(connections, faults);
  const port = countedPosts(posts, requests, traffic);
  const inFlight = new InFlight();
  const upgrading = new Set<Duplex>();
  let closing: Promise<void> | undefined;

  const events = {
    message(connection: Connection, body: string) {
      inFlight.track(functions.message(connection, body));
    },
    ended(connection: Connection, ending: { code: number; reason: string }) {
      connections.delete(connection);
      inFlight.track(functions.disconnect(connection.client, ending));
      inFlight.end();
    },
  };

  const upgrade = upgrades({
    api,
    invoker,
    authorizer,
    identitySources,
    connect: functionOf(routes, '$connect'),
    rules,
    report,
    turns,
    connects: new TokenBucket(rules.connectsPerSecond, rules.connectBurst),
    isClosing: () => closing !== undefined,
    opened(client, ws, socket) {
      inFlight.begin();
      connections.add(new Connection({ client, ws, socket, rules, traffic, events }));
    },
    left: client => functions.disconnect(client, ABNORMAL),
    answered(status) {
      traffic.upgraded(status);
      if (status !== 101) onAnswered({ route: '$connect', outcome: `refused ${status}` });
    },
  });

  const services = [
    ...(options.guards ?? []),
    managementApi({ connections: port, stage, keys, requests }),
    ...(options.services ?? []),
  ];
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, listenerOf(services, report));
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', ignore);
    upgrading.add(socket);
    inFlight.track(upgrade(request, socket, head).finally(() => upgrading.delete(socket)));
  });

  const sweepMs = Math.min(SWEEP_MS, rules.idleMs / 4, rules.lifetimeMs / 4);
  const sweep = setInterval(() => {
    connections.closeExpired();
    for (const connection of connections.all())
      if (faults.strikes('drop-socket', sweepMs / 1_000)) connection.destroy();
  }, sweepMs).unref();

  async function close(): Promise<void> {
    clearInterval(sweep);
    turns.stop();
    for (const connection of connections.all()) connection.end(GOING_AWAY);
    const patience = new AbortController();
    const tired = sleep(CLOSE_MS, undefined, { signal: patience.signal }).catch(ignore);
    // The port stays open meanwhile: what is under way may need a service that listens there.
    await Promise.race([inFlight.ended(), tired]);
    for (const connection of connections.all()) connection.destroy();
    for (const socket of upgrading) socket.destroy();
    const closed = new Promise(resolve => server.close(resolve));
    server.closeIdleConnections();
    await Promise.race([closed, tired]);
    patience.abort();
    server.closeAllConnections();
    await closed;
  }

  return {
    connections: port,
    traffic,
    listen: (port, host = '127.0.0.1') =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, () => {
          server.off('error', reject);
          const address = server.address();
          if (address !== null && typeof address === 'object') resolve(address);
        });
      }),
    close() {
      closing ??= close();
      return closing;
    },
  };
}
