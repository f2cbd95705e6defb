/** One client of a run, of whichever make. */
import type { Frame } from '../../../test/history/format.ts';
import type { Network } from '../proxy.ts';
import type { Operation } from '../schedule.ts';

/** How far a client shows a room. */
export interface Shown {
  readonly epoch: string;
  readonly after: number;
}

export interface Actor {
  /** As the history names it. */
  readonly id: string;
  readonly userId: string;
  readonly network: Network;
  /** Does what its schedule says, as far as it can now; never fails. */
  perform(operation: Operation): Promise<void>;
  /** The reply to a request, undefined if none came. */
  ask(action: string, fields?: object): Promise<Frame | undefined>;
  /** The rooms that it follows, and how far. */
  shown(): ReadonlyMap<string, Shown | undefined>;
  /** The ids of messages that it was handed and were not answered yet. */
  readonly waiting: readonly string[];
  readonly isOnline: boolean;
  /** By how much its own wall clock is off. */
  stepClock(ms: number): void;
  /** Connects, whatever it was told before. */
  comeBack(): void;
  close(): void;
}

/** A message of the client's own that was acknowledged, and that it may repeat or change: so none of the archive. */
export interface Own {
  readonly room: string;
  readonly seq: number;
  readonly messageId: string;
  readonly text: string;
}

/** Counted back from the last. */
export const nthLast = <T>(all: readonly T[], nth: number): T | undefined =>
  all.length === 0 ? undefined : all[all.length - 1 - (nth % all.length)];
