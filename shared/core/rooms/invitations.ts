/** Nobody is put into a room by somebody else, unless the deployment says so: they are invited, and answer. */
import { ProtocolError, type RequestOf, type ResultOf } from '../../protocol/index.ts';
import type { Clock, RoomStore, Sender } from '../ports.ts';
import { type NotifyDeps, tellMembership } from '../presence/notify.ts';
import type { Rates } from '../rates.ts';
import { listingOf, nextOf } from './cursor.ts';
import { asRoomRole } from './rank.ts';

export async function listInvitations(
  deps: { rooms: RoomStore; rates: Rates },
  { userId }: Sender,
  request: RequestOf<'listInvitations'>,
): Promise<ResultOf<'listInvitations'>> {
  deps.rates.take(userId, 'read');
  const { items, next } = await deps.rooms.invitationsOf(userId, listingOf(request));
  return { invitations: items, ...nextOf(next) };
}

/** Asked again, as after a lost reply, it is answered as the first time. */
export async function answerInvitation(
  deps: NotifyDeps & { rooms: RoomStore; clock: Clock },
  { userId }: Sender,
  { room, accept }: RequestOf<'answerInvitation'>,
): Promise<ResultOf<'answerInvitation'>> {
  deps.rates.take(userId, 'members');
  if (accept) {
    if ((await deps.rooms.room(room))?.deletedAt)
      throw new ProtocolError('NOT_FOUND', 'There is no such invitation.');
    const role = await deps.rooms.accept(room, userId);
    if (!role) throw new ProtocolError('NOT_FOUND', 'There is no such invitation.');
    await tellMembership(deps, userId, { room, event: 'added', ...asRoomRole(role) });
  } else if (!(await deps.rooms.decline(room, userId, deps.clock.now()))) {
    const { role, left } = await deps.rooms.place(room, userId);
    if (role || !left) throw new ProtocolError('NOT_FOUND', 'There is no such invitation.');
  }
  return { room, accepted: accept };
}
