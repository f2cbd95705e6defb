/** A user's own block list: no direct messages and no invitations from who is on it. Nobody is told who has one. */
import pMap from 'p-map';
import {
  LIMITS,
  ProtocolError,
  type RequestOf,
  type ResultOf,
  userId as userIds,
} from '../../protocol/index.ts';
import type { Clock, RoomStore, Sender } from '../ports.ts';
import type { Rates } from '../rates.ts';
import { listingOf, nextOf } from '../rooms/cursor.ts';
import type { BlockStore } from './ports.ts';

/** Pages of invitations that are looked through at once; blocked again, it is looked through what is left. */
const PAGES = 5;
const AT_ONCE = 10;

interface BlockDeps {
  readonly blocks: BlockStore;
  readonly clock: Clock;
  readonly rates: Rates;
}

export async function blockUser(
  { blocks, clock, rates, rooms }: BlockDeps & { readonly rooms: RoomStore },
  sender: Sender,
  { userId }: RequestOf<'blockUser'>,
): Promise<ResultOf<'blockUser'>> {
  rates.take(sender.userId, 'members');
  if (userId === sender.userId) throw new ProtocolError('FORBIDDEN', 'You can’t block yourself.');
  await blocks.block(sender.userId, userId, clock.now());
  await declineAll({ clock, rooms }, sender.userId, userId);
  return { userId };
}

/** What the other sent before is as unwanted as what they send now. */
async function declineAll(
  { rooms, clock }: { readonly rooms: RoomStore; readonly clock: Clock },
  userId: string,
  from: string,
): Promise<void> {
  let after: string | undefined;
  for (let pages = 0; pages < PAGES; pages++) {
    const { items, next } = await rooms.invitationsOf(userId, { after, limit: LIMITS.listPage });
    const unwanted = items.filter(({ by }) => by.userId === from);
    await pMap(unwanted, ({ room }) => rooms.decline(room, userId, clock.now(), from), {
      concurrency: AT_ONCE,
    });
    if (next === undefined) return;
    after = next;
  }
}

export async function unblockUser(
  { blocks, rates }: BlockDeps,
  sender: Sender,
  { userId }: RequestOf<'unblockUser'>,
): Promise<ResultOf<'unblockUser'>> {
  rates.take(sender.userId, 'members');
  await blocks.unblock(sender.userId, userId);
  return { userId };
}

export async function listBlocked(
  { blocks, rates }: BlockDeps,
  { userId }: Sender,
  request: RequestOf<'listBlocked'>,
): Promise<ResultOf<'listBlocked'>> {
  rates.take(userId, 'read');
  const { items, next } = await blocks.list(userId, listingOf(request, userIds));
  return { users: items, ...nextOf(next) };
}
