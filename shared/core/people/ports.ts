/** What the use cases about people need of the world besides the ports that all rules share. */
import type { User } from '../../protocol/index.ts';
import type { Denial, Listing, ListPage } from '../ports.ts';

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

/** What a user says of themselves. */
interface Profile {
  readonly displayName?: string | undefined;
  readonly picture?: string | undefined;
  readonly status?: string | undefined;
  /** Any JSON value. */
  readonly data?: NonNullable<unknown> | undefined;
  readonly hideLastSeen?: true | undefined;
  readonly unlisted?: true | undefined;
}

export interface Person extends Profile {
  readonly userId: string;
  /** The user name that they last connected with. */
  readonly name?: string | undefined;
  /** When they last connected, epoch milliseconds. */
  readonly lastSeenAt?: number | undefined;
  /** They have blocked who asks. */
  readonly blocked?: true | undefined;
  /** Since when or until when they may not come, if at all. */
  readonly denial?: Denial | undefined;
}

export interface ProfileStore {
  /**
   * Those of whom anything is known among so many as one frame may ask for, in no order. Eventually consistent: half a read unit
   * for each of a user's two rows, and for their block of the reader.
   * @throws ProtocolError `UNAVAILABLE` if the store gave back only a part
   */
  people(userIds: readonly string[], reader: string): Promise<Person[]>;
  /** `null` takes a field away; what is left out stays. Returns the profile as it is then. */
  change(userId: string, change: { readonly [F in keyof Profile]: Profile[F] | null }): Promise<Profile>;
  /** Lists a user by their name, and notes so in their account. */
  list(user: User): Promise<void>;
  /**
   * Users whose names, folded, begin so, in the order of their names. `after` and `next` are places in that list. Eventually
   * consistent; a page reads half a unit.
   */
  named(folded: string, listing: Listing): Promise<ListPage<User>>;
}
