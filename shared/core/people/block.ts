/** A user's own block list: no direct messages and no invitations from who is on it. Nobody is told who has one. */
import { ProtocolError, type RequestOf, type ResultOf, userId as userIds } from '../../protocol/index.ts';
import type { Clock, Sender } from '../ports.ts';
import type { Rates } from '../rates.ts';
import { listingOf, nextOf } from '../rooms/cursor.ts';
import type { BlockStore } from './ports.ts';

interface BlockDeps {
  readonly blocks: BlockStore;
  readonly clock: Clock;
  readonly rates: Rates;
}

export async function blockUser(
  { blocks, clock, rates }: BlockDeps,
  sender: Sender,
  { userId }: RequestOf<'blockUser'>,
): Promise<ResultOf<'blockUser'>> {
  rates.take(sender.userId, 'members');
  if (userId === sender.userId) throw new ProtocolError('FORBIDDEN', 'You can’t block yourself.');
  await blocks.block(sender.userId, userId, clock.now());
  return { userId };
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
