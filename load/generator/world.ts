/** What all clients of a worker share. */

import type { Chance } from '../../costs/chance.ts';
import type { Logs } from '../checker/logs.ts';
import type { Ack } from '../checker/verdict.ts';
import type { Door } from './door.ts';
import type { Inbox } from './inbound.ts';
import type { Pace } from './pace.ts';
import type { Tally } from './tally.ts';

export interface World {
  readonly url: string;
  /** Bytes of a message's text. */
  readonly size: number;
  readonly tally: Tally;
  readonly inbox: Inbox;
  readonly logs: Logs;
  readonly acks: Ack[];
  readonly chance: Chance;
  /** Connects take turns: the account has a quota of them a second. */
  readonly pace: Pace;
  /** Connections that are being opened and joined: a server slower than the quota is not buried in handshakes. */
  readonly door: Door;
  /** Unique in the run, and over runs. */
  nextMessageId(): string;
}

/** One connection to be: whose, from where, into which rooms. */
export interface Seat {
  readonly name: string;
  readonly token: string;
  readonly localAddress: string | undefined;
  readonly rooms: readonly string[];
}
