/** What the use cases about people need of the world besides the ports that all rules share. */
import type { Listing, ListPage } from '../ports.ts';

interface Blocked {
  readonly userId: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Whom a user does not want to hear of. */
export interface BlockStore {
  /** Closes the conversation of the two, and lists the other. May be done again. */
  block(userId: string, other: string, at: number): Promise<void>;
  unblock(userId: string, other: string): Promise<void>;
  /** Whether `userId` has blocked the other. Strongly consistent. */
  has(userId: string, other: string): Promise<boolean>;
  list(userId: string, listing: Listing): Promise<ListPage<Blocked>>;
}
