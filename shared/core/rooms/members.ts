import { ProtocolError, type RequestOf, type ResultOf, type RoomRole } from '../../protocol/index.ts';
import { noSuchRoom } from '../log/access.ts';
import type { RoomStore, Sender } from '../ports.ts';
import { leave, type PresenceDeps } from '../presence/presence-events.ts';

const RANK: Readonly<Record<RoomRole, number>> = { owner: 3, moderator: 2, member: 1 };

const forbidden = (message: string) => new ProtocolError('FORBIDDEN', message);

/** The sender's role. A stranger hears the same of a private room as of one that does not exist. */
async function roleIn(rooms: RoomStore, room: string, userId: string): Promise<RoomRole> {
  const [found, role] = await Promise.all([rooms.room(room), rooms.role(room, userId)]);
  if (!found || (!role && found.kind === 'private')) throw noSuchRoom();
  if (!role) throw forbidden('Only members of a room change who belongs to it.');
  return role;
}

export async function addMember(
  deps: { rooms: RoomStore },
  sender: Sender,
  { room, userId, role = 'member' }: RequestOf<'addMember'>,
): Promise<ResultOf<'addMember'>> {
  const own = await roleIn(deps.rooms, room, sender.userId);
  if (RANK[own] < RANK.moderator) throw forbidden('Only the owner and moderators add members.');
  if (role === 'moderator' && own !== 'owner') throw forbidden('Only the owner names moderators.');
  const before = await deps.rooms.role(room, userId);
  // Adding a moderator again as a member would be a demotion, which takes the owner.
  const changes = before !== role && before !== 'owner' && (before === undefined || own === 'owner');
  if (changes) await deps.rooms.setRole(room, userId, role);
  return { room, userId };
}

/** Ends the member's live subscriptions too. Members may remove themselves; the owner stays. */
export async function removeMember(
  deps: PresenceDeps & { rooms: RoomStore },
  sender: Sender,
  { room, userId }: RequestOf<'removeMember'>,
): Promise<ResultOf<'removeMember'>> {
  const own = await roleIn(deps.rooms, room, sender.userId);
  const theirs = await deps.rooms.role(room, userId);
  if (theirs === 'owner') throw forbidden('The owner of a room is not removed from it.');
  const self = userId === sender.userId;
  if (!self && RANK[own] <= (theirs ? RANK[theirs] : RANK.member))
    throw forbidden('Only the owner and moderators remove members.');
  await deps.rooms.remove(room, userId);
  // After the role is gone: a join at this moment looks for the role after it has subscribed.
  for (const connection of await deps.connections.ofUser(userId)) await leave(deps, room, connection);
  return { room, userId };
}
