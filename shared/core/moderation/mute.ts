import type { RequestOf, ResultOf } from '../../protocol/index.ts';
import type { RoomStore, Sender } from '../ports.ts';
import { type NotifyDeps, tellMembership } from '../presence/notify.ts';
import { byOf } from '../rooms/members.ts';
import { asRoomRole, crossed } from '../rooms/rank.ts';
import { outranked } from './outranked.ts';
import type { BanStore } from './ports.ts';

export type MuteDeps = NotifyDeps & { readonly rooms: RoomStore; readonly bans: BanStore };

/**
 * Until then the user reads and does not speak, also if they leave and come again. A time that does not lie ahead gives
 * them their voice back.
 */
export async function muteMember(
  deps: MuteDeps,
  sender: Sender,
  { room, userId, until }: RequestOf<'muteMember'>,
): Promise<ResultOf<'muteMember'>> {
  deps.rates.take(sender.userId, 'members');
  const { found, theirs } = await outranked(deps.rooms, sender, room, userId);
  // Only now is the sender looked up who has no say in there: before the mute is written.
  if (until > deps.clock.now() && !found.restricted) await deps.rooms.restrict(room);
  if (!(await deps.bans.mute(room, userId, until, theirs.role))) throw crossed();
  if (theirs.role && (theirs.mutedUntil ?? 0) !== until)
    await tellMembership(deps, userId, {
      room,
      event: 'added',
      ...asRoomRole(theirs.role),
      by: byOf(sender),
      until,
    });
  return { room, userId, until };
}
