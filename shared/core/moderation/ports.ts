/** What moderation needs of the world besides the ports that all rules share. */
import type { MemberRole } from '../../protocol/index.ts';
import type { Ban, Listing, ListPage } from '../ports.ts';

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
