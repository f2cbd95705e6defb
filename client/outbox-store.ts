import type { Fields } from './content.ts';
import type { Cursor } from './feed.ts';
import { isRecord } from './json.ts';

/** A message of ours that has not been acknowledged. */
export interface Outgoing {
  readonly room: string;
  readonly messageId: string;
  readonly content: Fields;
  /** Who wrote it, once that is known: it is never sent as anyone else. */
  readonly userId?: string | undefined;
  /** When the app handed it over, in epoch milliseconds: a room's messages are sent in this order. */
  readonly queuedAt: number;
  /** How often it was sent. */
  readonly attempt: number;
  /** Its id came from the app: it may have been sent before, which only the server can tell. */
  readonly mayRepeat?: boolean;
  /** When it was sent first, in epoch milliseconds, and how far the log had been read then. */
  readonly firstTryAt?: number;
  readonly since?: Cursor;
}

/**
 * Where unacknowledged messages outlive the page or the process. One store belongs to one user. Nothing here throws: a
 * store that fails, as a full one does, must not keep a message from being sent.
 */
export interface OutboxStore {
  /** In the order of `queuedAt`. */
  load(): readonly Outgoing[] | Promise<readonly Outgoing[]>;
  put(item: Outgoing): void | Promise<void>;
  remove(messageId: string): void | Promise<void>;
}

/** What of the values found in a store are messages, in their order. */
export const outgoingOf = (values: readonly unknown[]): Outgoing[] =>
  values.filter(isOutgoing).sort((a, b) => a.queuedAt - b.queuedAt);

const isOutgoing = (value: unknown): value is Outgoing =>
  isRecord(value) &&
  typeof value.room === 'string' &&
  typeof value.messageId === 'string' &&
  isRecord(value.content) &&
  typeof value.queuedAt === 'number' &&
  typeof value.attempt === 'number' &&
  (value.since === undefined || isRecord(value.since));
