import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import type { GatewayRules } from '../rules.ts';
import type { Client } from './events.ts';
import { FrameLimit } from './frame-limit.ts';
import type { Traffic } from './traffic.ts';

/** How a connection ended, as `$disconnect` tells it. */
export interface Ending {
  readonly code: number;
  readonly reason: string;
  /** What the client is told, if that is not the reason. */
  readonly told?: string;
}

export const GOING_AWAY: Ending = { code: 1001, reason: 'Going away' };
/** By DeleteConnection, as recorded in github.com/boto/boto3/issues/3789; the close frame carries no reason. */
export const DISCONNECTED: Ending = { code: 1000, reason: 'Connection Closed Normally', told: '' };
/** The network's end, without a close frame. */
export const ABNORMAL: Ending = { code: 1006, reason: 'Connection closed abnormally' };
const TOO_BIG: Ending = { code: 1009, reason: 'Message too big' };
const NOT_TEXT: Ending = { code: 1003, reason: 'Unsupported data' };

/** What `ws` closes by itself, and with which code. */
const ENDING_OF_ERROR: ReadonlyMap<unknown, Ending> = new Map([
  ['WS_ERR_UNSUPPORTED_MESSAGE_LENGTH', TOO_BIG],
  ['WS_ERR_TOO_MANY_BUFFERED_PARTS', { code: 1008, reason: 'Policy violation' }],
  ['WS_ERR_INVALID_UTF8', { code: 1007, reason: 'Invalid frame payload data' }],
]);
const PROTOCOL_ERROR: Ending = { code: 1002, reason: 'Protocol error' };

interface ConnectionEvents {
  message(connection: Connection, body: string): void;
  ended(connection: Connection, ending: Ending): void;
}

export interface ConnectionParts {
  readonly client: Client;
  readonly ws: WebSocket;
  readonly socket: Duplex;
  readonly rules: GatewayRules;
  readonly traffic: Traffic;
  readonly events: ConnectionEvents;
}

const sizeOf = (data: RawData): number =>
  Array.isArray(data) ? data.reduce((sum, { length }) => sum + length, 0) : data.byteLength;

/** One client's open socket. */
export class Connection {
  readonly client: Client;
  /** Both on the monotonic clock: a wall clock that steps must neither close a connection nor keep it open. */
  readonly openedAt = performance.now();
  /** When the last message came or went. */
  lastActiveAt = this.openedAt;
  readonly #ws: WebSocket;
  readonly #socket: Duplex;
  readonly #bufferBytes: number;
  readonly #traffic: Traffic;
  /** Set once this side has ended the connection: nothing goes in or out any more. */
  #ending: Ending | undefined;

  constructor({ client, ws, socket, rules, traffic, events }: ConnectionParts) {
    this.client = client;
    this.#ws = ws;
    this.#socket = socket;
    this.#bufferBytes = rules.sendBufferBytes;
    this.#traffic = traffic;
    traffic.opened(this.openedAt);
    const limit = new FrameLimit(rules.frameBytes);
    // Before ws's own listener, so that a frame over the limit is known of before ws makes a message of it.
    socket.prependListener('data', (chunk: Buffer) => {
      if (this.#ending === undefined && limit.exceededBy(chunk)) this.end(TOO_BIG);
    });
    ws.on('message', (data, isBinary) => {
      if (this.#ending !== undefined) return;
      this.lastActiveAt = performance.now();
      traffic.received(sizeOf(data));
      if (isBinary) this.end(NOT_TEXT);
      else events.message(this, data.toString());
    });
    ws.on('ping', data => {
      if (rules.pingsCount > 0) this.lastActiveAt = performance.now();
      if (this.#hasRoomFor(data.length)) ws.pong(data);
    });
    ws.on('error', error => {
      const code = 'code' in error ? error.code : undefined;
      // Other errors are the network's: the close event says 1006.
      if (typeof code === 'string' && code.startsWith('WS_ERR_'))
        this.#ending ??= ENDING_OF_ERROR.get(code) ?? PROTOCOL_ERROR;
    });
    ws.on('close', (code, reason) => {
      traffic.closed(this.openedAt);
      events.ended(this, this.#ending ?? endingOf(code, reason.toString()));
    });
  }

  get isOpen(): boolean {
    return this.#ending === undefined && this.#ws.readyState === this.#ws.OPEN;
  }

  /** Writes a whole frame to the raw socket; false if the client reads too slowly and its buffer is full. */
  send(frame: Buffer): boolean {
    if (!this.#hasRoomFor(frame.length)) return false;
    this.lastActiveAt = performance.now();
    this.#socket.write(frame);
    this.#traffic.sent(frame.length);
    return true;
  }

  #hasRoomFor(bytes: number): boolean {
    return this.isOpen && this.#socket.writableLength + bytes <= this.#bufferBytes;
  }

  end(ending: Ending): void {
    if (this.#ending !== undefined) return;
    this.#ending = ending;
    this.#ws.close(ending.code, ending.told ?? ending.reason);
  }

  /** For a client that does not even answer a close frame. */
  destroy(): void {
    this.#ws.terminate();
  }
}

/** The close as recorded in `$disconnect` events on AWS. */
function endingOf(code: number, reason: string): Ending {
  if (code === 1005) return { code, reason: 'Client-side close frame status not set' };
  if (code === 1006) return ABNORMAL;
  return { code, reason };
}
