/** What presence needs of the world to leave untold what lasts for seconds: notes of who dropped out, and a later look at them. */
import type { User } from '../../protocol/index.ts';

/** Says of a connection that dropped out: nobody has been told yet that its user left these rooms. */
export interface Departure extends User {
  readonly connectionId: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly rooms: readonly string[];
}

export interface Departures {
  note(departure: Departure): Promise<void>;
  /**
   * A user's departures from then on, epoch milliseconds, in the order of time.
   * @param consistency `eventual` is half the price, and may not show the newest of them
   */
  since(userId: string, at: number, consistency: 'strong' | 'eventual'): Promise<Departure[]>;
  /** Takes a room out of a departure. False if it was not in there any more: of several takers one is told true. */
  take(departure: Departure, room: string): Promise<boolean>;
  /** Has a departure looked at again after so many seconds. */
  lookAgain(departure: Departure, seconds: number): Promise<void>;
}
