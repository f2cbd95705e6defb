/** What moderation needs of the world besides the ports that all rules share. */
import type { MemberRole, User } from '../../protocol/index.ts';
import type { Ban, Listing, ListPage } from '../ports.ts';

/** A room whose moderators look after it; undefined: the administrators do. */
export type Queue = string | undefined;

interface Report {
  readonly room: string;
  readonly seq: number;
  /** Who wrote the message. */
  readonly from: User;
  readonly excerpt: string;
  readonly reason?: string | undefined;
  readonly by: User;
  /** Epoch milliseconds. */
  readonly at: number;
}

export interface ReportStore {
  /** One report of a message by a user, in place of an earlier one. */
  add(queue: Queue, report: Report): Promise<void>;
  /** In the order of rooms and messages, but for those whose time is over. `after`: the `next` of a page. Eventually consistent. */
  list(queue: Queue, listing: Listing): Promise<ListPage<Report>>;
  /** Takes reports of a message off the queue, some at a time. Returns how many. */
  resolve(queue: Queue, room: string, seq: number): Promise<number>;
}

/** Of users in a room. */
export interface BanStore {
  /** Takes away all that a user whose role is `from` has in a room, and keeps them out. False: their role is another. */
  ban(room: string, ban: Ban, from: MemberRole | undefined): Promise<boolean>;
  /** False if there is no such ban. */
  unban(room: string, userId: string): Promise<boolean>;
  /** The bans that are not over. A page may hold fewer than its limit. Eventually consistent. */
  list(room: string, listing: Listing): Promise<ListPage<Ban>>;
  /** Keeps a user whose role is `from` from speaking until then, epoch milliseconds. False: their role is another. */
  mute(room: string, userId: string, until: number, from: MemberRole | undefined): Promise<boolean>;
}
