/** What pushing to large rooms needs of the world, besides the ports that all rules share. */
import type { PushOf, User } from '../../protocol/index.ts';
import type { Settings } from '../../settings.ts';
import type { Clock, ConnectionStore, Logger, Metrics, Poster } from '../ports.ts';

export interface Receiver extends User {
  readonly connectionId: string;
  /** Epoch milliseconds, if nothing shows that the connection was ever open: no post reaches it before its upgrade is through. */
  readonly connectedAt?: number | undefined;
  /** Its upgrade is known to be through. */
  readonly upgraded?: boolean | undefined;
}

/** Takes back what a connection left in the store, after a post to it found that it is gone. */
type OnGone = (receiver: Receiver, room: string) => Promise<void>;

/** Which connections of a large room: those that may be looking at it, or those that said that they are not. */
export type Audience = 'looking' | 'away';

/** The push of an entry: it must reach everyone in the room. */
export type EntryPush = PushOf<'message' | 'edited' | 'deleted' | 'room'>;

/** What the fan-out function is asked to do. */
export type FanOutEvent =
  /** The log of a large room holds an entry that may not have been pushed; `away`: to those alone, the others have it. */
  | {
      readonly kind: 'pump';
      readonly room: string;
      readonly seq: number;
      readonly audience?: Audience | undefined;
    }
  /** Frames for a part of a large room: those whose connection id is over `after`, and not over `upTo`. */
  | {
      readonly kind: 'segment';
      readonly room: string;
      /** JSON texts, ascending. */
      readonly frames: readonly string[];
      /** Undefined is everyone. */
      readonly audience?: Audience | undefined;
      readonly after?: string | undefined;
      readonly upTo?: string | undefined;
    }
  /** Connections that take no posts just now. `push` is what they missed first. */
  | {
      readonly kind: 'lagging';
      readonly room: string;
      readonly receivers: readonly Receiver[];
      readonly push?: EntryPush | undefined;
    };

export interface FanOutFunction {
  /** Takes the event over, durably: it is handled soon, again where that fails, and in the end kept as a dead letter. */
  start(event: FanOutEvent): Promise<void>;
  /** Has a segment posted to by now. Rejects if the function died of it. */
  run(event: Extract<FanOutEvent, { kind: 'segment' }>): Promise<Spread>;
}

/** What came of handing frames to an audience. */
export interface Spread {
  /** Retries included. */
  readonly posts: number;
  /** Connections that are there and not of the audience. */
  readonly passedOver: number;
}

/** What every push of this wing needs. */
export interface PushDeps {
  readonly connections: ConnectionStore;
  readonly poster: Poster;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly settings: Settings;
  readonly fanOutFunction: FanOutFunction;
  readonly metrics: Pick<Metrics, 'delivered'>;
  readonly onGone: OnGone;
}

/** What one pump at a time holds. */
export interface Outlet {
  readonly room: string;
  readonly audience: Audience;
}

/** How far a large room's log has been pushed to an audience, and who is at it. */
export interface PumpState {
  /** Everything from `since` to `cursor`, both included, has been pushed. */
  readonly since: number;
  readonly cursor: number;
  /** Of those who look: the entries before were pushed with nobody away. */
  readonly awayFrom: number;
  /** Epoch milliseconds; the room's budget allows no frame before. */
  readonly nextAt: number;
  /** So long before was this written, by its writer's clock: nobody waits longer, whatever the clocks say. */
  readonly pauseMs: number;
  readonly owner: string;
  /** Epoch milliseconds; 0 if the owner has let go. Past it, the owner is dead. */
  readonly heldUntil: number;
}

export interface PumpStore {
  /** Strongly consistent; undefined if nothing was ever pumped there, or not for a day. */
  read(outlet: Outlet): Promise<PumpState | undefined>;
  /** False if the state is no longer as it was `seen`. */
  take(outlet: Outlet, state: PumpState, seen: PumpState | undefined): Promise<boolean>;
  /** False if another owner has taken over. */
  keep(outlet: Outlet, state: PumpState): Promise<boolean>;
  /** All that somebody holds or held to the end. It reads the whole table: for a store on this machine only. */
  held(): AsyncIterable<{ readonly outlet: Outlet; readonly state: PumpState }>;
}

/** The posts a second that all large rooms together may make. */
export interface PostBudget {
  /** Takes so many; returns from when on they may be made, epoch milliseconds. */
  take(posts: number): Promise<number>;
}
