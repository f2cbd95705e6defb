/** What rooms need of the world besides the ports that all rules share. */
import type { RoomDetails, User } from '../../protocol/index.ts';
import type { Listing, ListPage, RoomState } from '../ports.ts';

/** Who may speak: kept in the room's own item, which every send reads. */
export type Rules = Pick<RoomDetails, 'version' | 'readOnly' | 'archived' | 'slowModeSeconds'>;

export interface RoomDetailsStore {
  /** Strongly consistent; undefined if nobody has said anything of the room. */
  read(room: string): Promise<RoomDetails | undefined>;
  /** Keeps the details if those that are there have the version before. False: somebody else changed them. */
  write(room: string, details: RoomDetails): Promise<boolean>;
  /** Has every send keep to the rules of a room that somebody created, unless those of a later version are there. */
  setRules(room: string, rules: Rules): Promise<void>;
}

/** A room that is deleted, and of which something may be left. */
interface Deletion {
  readonly room: string;
  /** Epoch milliseconds. */
  readonly deletedAt: number;
  /** How many items of it are gone. */
  readonly removed: number;
}

export interface DeletionStore {
  /** Has a room that `owner` owns be gone for everyone, and lists it. False: another owns it, or it is deleted already. */
  begin(room: string, owner: string, at: number): Promise<boolean>;
  /** Strongly consistent. */
  find(room: string): Promise<Deletion | undefined>;
  /** Some of the rooms that are listed. Eventually consistent. */
  waiting(limit: number): Promise<readonly Deletion[]>;
  /** Removes up to so many items of a room, counts and returns them; the one that says that it is deleted last. */
  remove(room: string, limit: number): Promise<number>;
  /** Takes the room off the list. */
  finish(room: string): Promise<void>;
}

/** A public room as its own items have it. */
export type PublicRoom = Pick<RoomDetails, 'name' | 'topic' | 'picture'> &
  Pick<RoomState, 'connections' | 'connectionsAt' | 'activeAt'> & { readonly room: string };

/** Public rooms that users may find. */
export interface RoomDirectory {
  /**
   * Rooms whose ids begin so, in the order of their ids in small letters. What a room is, is read from its own item, strongly
   * consistent: one that is private, archived or deleted is in no page, whatever the list says. `after` and `next` are
   * places in the list. Half a unit for the list, and up to 2.5 for each room.
   */
  page(listing: Listing & { readonly prefix: string }): Promise<ListPage<PublicRoom>>;
  /** Those where something was said in the last 30 days, the latest first, as it was noted; otherwise as `page`. */
  active(listing: Listing): Promise<ListPage<PublicRoom>>;
}

/** An invitation to every user who has its id. */
interface Link {
  readonly link: string;
  /** Users whom it lets in, and how many it has let in. */
  readonly uses: number;
  readonly used: number;
  /** Epoch milliseconds. */
  readonly until: number;
  readonly by: User;
  /** Epoch milliseconds. */
  readonly at: number;
}

export interface LinkStore {
  create(room: string, link: Omit<Link, 'used'>): Promise<void>;
  /** Those that are not over. Strongly consistent. */
  list(room: string, listing: Listing): Promise<ListPage<Link>>;
  revoke(room: string, link: string): Promise<void>;
  /**
   * Counts the user in one conditional write, once however often it is asked. Returns who made the link; undefined if it is not
   * there, over or used up.
   */
  use(room: string, link: string, userId: string, now: number): Promise<User | undefined>;
}
