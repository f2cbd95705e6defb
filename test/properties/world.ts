/** What clients share: time, the backend, what was sent, and what is certain of who belongs where. */
import type { Connection } from '../../shared/core/ports.ts';
import type { Frame } from '../support/socket.ts';
import type { Backend } from './backend.ts';
import type { RoomName } from './script.ts';
import type { Standings } from './standings.ts';

export interface Sent {
  readonly room: RoomName;
  readonly messageId: string;
  readonly text: string;
  attempt: number;
  /** Once acknowledged. */
  acknowledged: { readonly seq: number; readonly at: number } | undefined;
}

/**
 * `left`: in the phase that is under way. `out`: in an earlier one. `maybe`: somebody changed the user's place, so that the
 * client can't tell.
 */
export type RoomState = 'joining' | 'joined' | 'left' | 'out' | 'maybe';

export interface Place extends Connection {
  /** From before its upgrade is through until it is closed, from either side. */
  open: boolean;
  isUpgraded: boolean;
  readonly rooms: Map<RoomName, RoomState>;
}

/** The client's end of a connection. */
export interface ClientEnd {
  /** `gone` where the connection is no more. */
  receive(connectionId: string, push: Frame): 'posted' | 'gone';
  /** The server closes it. False if it was gone. */
  closed(connectionId: string): boolean;
}

export interface World {
  readonly backend: Backend;
  readonly standings: Standings;
  /** True time, epoch milliseconds. */
  now(): number;
  sleep(ms: number): Promise<void>;
  /** Until a frame has gone from here to there. */
  pause(): Promise<void>;
  /** Work that nobody waits for, but that must be done before the phase is over. */
  background(work: Promise<unknown>): void;
  /** By connection id, once their upgrade is through. */
  readonly clients: Map<string, ClientEnd>;
  /** Connections whose next post is answered 410 though they live. */
  readonly falselyGone: Set<string>;
  /** Connections that were told to be gone, or may have been: the server may have forgotten them. */
  readonly forgotten: Set<string>;
  /** Of each user, in the order of the first tries. */
  readonly sent: Map<string, Sent[]>;
  /** Texts of edits so far: each is its own. */
  edits: number;
  /** A container died: what it had under way may be pushed to nobody, until somebody asks. */
  hasDied: boolean;
  /** The most by which a container's wall clock was ahead of the true time in this phase. */
  readonly ahead: number;
  /** What expired before this was over by each container's clock before the phase began, epoch milliseconds. */
  readonly overSince: number;
  /** A container's wall clock was wrong: what goes by it may be found only once somebody asks. */
  hasSkew: boolean;
  kill(container: number): void;
  /** @param ms by how much its wall clock is ahead from now on */
  step(container: number, ms: number): void;
  violated(what: string): void;
}

/** Whether a connection has reached its expiry by some container's clock. */
export const isOverForSome = ({ now, ahead }: World, { expiresAt }: Connection): boolean =>
  expiresAt * 1_000 <= now() + ahead;
