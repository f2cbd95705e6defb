import type { GatewayRules } from '../rules.ts';
import type { Connection } from './connection.ts';
import { DISCONNECTED, GOING_AWAY } from './connection.ts';
import type { ConnectionInfo, ConnectionsPort, PostResult } from './connections-port.ts';
import { sharedTextFrame } from './text-frame.ts';

export class Connections implements ConnectionsPort {
  readonly #rules: GatewayRules;
  /** Oldest first, as a Map keeps them. */
  readonly #byId = new Map<string, Connection>();

  constructor(rules: GatewayRules) {
    this.#rules = rules;
  }

  add(connection: Connection): void {
    this.#byId.set(connection.client.connectionId, connection);
  }

  delete(connection: Connection): void {
    this.#byId.delete(connection.client.connectionId);
  }

  /** Those that are closing included. */
  all(): Iterable<Connection> {
    return this.#byId.values();
  }

  /** How many different callers the authorizer let in. */
  principals(): number {
    return new Set([...this.#byId.values()].map(({ client }) => client.authorizer?.principalId)).size;
  }

  post(connectionId: string, body: string | Uint8Array): PostResult {
    if (sizeOf(body) > this.#rules.postBytes) return 'too-large';
    const connection = this.#open(connectionId);
    if (connection === undefined) return 'gone';
    return connection.send(sharedTextFrame(body)) ? 'posted' : 'throttled';
  }

  /** As if the network had gone. */
  drop(connectionId: string): void {
    this.#byId.get(connectionId)?.destroy();
  }

  get(connectionId: string): ConnectionInfo | undefined {
    const connection = this.#open(connectionId);
    if (connection === undefined) return undefined;
    const { connectedAt, identity } = connection.client;
    const idleMs = performance.now() - connection.lastActiveAt;
    return { connectedAt: new Date(connectedAt), identity, lastActiveAt: new Date(Date.now() - idleMs) };
  }

  disconnect(connectionId: string): boolean {
    const connection = this.#open(connectionId);
    connection?.end(DISCONNECTED);
    return connection !== undefined;
  }

  /** Closes what has been idle or open for too long. One sweep serves all: no timer a connection, none a message. */
  closeExpired(now = performance.now()): void {
    const { idleMs, lifetimeMs } = this.#rules;
    for (const connection of this.#byId.values()) {
      const idle = now - connection.lastActiveAt >= idleMs;
      if (idle || now - connection.openedAt >= lifetimeMs) connection.end(GOING_AWAY);
    }
  }

  #open(connectionId: string): Connection | undefined {
    const connection = this.#byId.get(connectionId);
    return connection?.isOpen ? connection : undefined;
  }
}

function sizeOf(body: string | Uint8Array): number {
  return typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength;
}
