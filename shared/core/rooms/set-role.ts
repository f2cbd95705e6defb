import { type MemberRole, ProtocolError, type RequestOf, type ResultOf } from '../../protocol/index.ts';
import type { Room, Sender } from '../ports.ts';
import { tellMembership } from '../presence/notify.ts';
import { byOf, type InviteDeps } from './members.ts';
import { asRoomRole, crossed, forbidden, ownerOf, RANK, roleIn, standing } from './rank.ts';

/**
 * Gives a member another role. The owner names moderators and hands the room over; moderators say which members may only
 * read. Asked again, as after a lost reply, it is answered as the first time.
 */
export async function setRole(
  deps: InviteDeps,
  sender: Sender,
  { room, userId, role }: RequestOf<'setRole'>,
): Promise<ResultOf<'setRole'>> {
  deps.rates.take(sender.userId, 'members');
  const { found, role: own } = await standing(deps.rooms, room, sender);
  if (RANK[own] < RANK.moderator) throw forbidden('Only the owner and moderators change roles.');
  const { role: stored } = await deps.rooms.place(room, userId);
  const before = roleIn(found, userId, stored);
  if (!stored || !before) throw new ProtocolError('NOT_FOUND', 'There is no such member.');
  const isDone = before === role && stored === role;
  if (role === 'owner') await handOver(deps, sender, { found, room, userId });
  else {
    if (before === 'owner')
      throw forbidden('The owner hands the room over, and keeps their role until then.');
    if (own !== 'owner' && (RANK[role] >= RANK[own] || RANK[before] >= RANK[own]))
      throw forbidden('Only the owner names moderators, and changes them.');
    // Only now is the sender looked up who has no say in there: before the role is written.
    if (role === 'readonly' && !found.restricted) await deps.rooms.restrict(room);
    if (!isDone && !(await deps.rooms.setRole(room, userId, role, stored))) throw crossed();
  }
  if (!isDone) await told(deps, sender, { room, userId, role });
  return { room, userId, role };
}

const told = (
  deps: InviteDeps,
  sender: Sender,
  { room, userId, role }: { room: string; userId: string; role: MemberRole },
) => tellMembership(deps, userId, { room, event: 'added', ...asRoomRole(role), by: byOf(sender) });

/**
 * The room's own item says whose it is: of several who are named at once, one gets it. A new owner who left at this moment
 * gives it back.
 */
async function handOver(
  deps: InviteDeps,
  sender: Sender,
  { found, room, userId }: { found: Room; room: string; userId: string },
): Promise<void> {
  const { rooms } = deps;
  const from = sender.server ? ownerOf(found) : sender.userId;
  const own = await rooms.role(room, from);
  // Cut off after the first step, it is gone on with: the role is still the owner's.
  const isGoneOnWith = ownerOf(found) === userId && own === 'owner' && from !== userId;
  if (ownerOf(found) !== from && !isGoneOnWith) throw forbidden('Only the owner hands a room over.');
  if (userId === from) return;
  if (!isGoneOnWith && !(await rooms.handOver(room, userId, from))) throw crossed();
  const { role } = await rooms.place(room, userId);
  if (!role || (role !== 'owner' && !(await rooms.setRole(room, userId, 'owner', role)))) {
    await rooms.handOver(room, from, userId);
    throw crossed();
  }
  await rooms.setRole(room, from, 'moderator', 'owner');
  await told(deps, sender, { room, userId: from, role: 'moderator' });
}
