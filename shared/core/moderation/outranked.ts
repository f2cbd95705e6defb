/** Who may moderate whom: the owner and moderators of a room, each of those below them, members or not. */
import type { Room, RoomStore, Sender } from '../ports.ts';
import { forbidden, RANK, roleIn, standing } from '../rooms/rank.ts';

export async function requireModerator(rooms: RoomStore, room: string, sender: Sender): Promise<Room> {
  const { found, role } = await standing(rooms, room, sender);
  if (RANK[role] < RANK.moderator) throw forbidden('Only the owner and moderators do this.');
  return found;
}

/** The room, and the place in it of a user whom the sender outranks. */
export async function outranked(rooms: RoomStore, sender: Sender, room: string, other: string) {
  const [{ found, role }, theirs] = await Promise.all([
    standing(rooms, room, sender),
    rooms.place(room, other),
  ]);
  if (RANK[role] < RANK.moderator || RANK[role] <= RANK[roleIn(found, other, theirs.role) ?? 'member'])
    throw forbidden('Only who outranks a user does this to them.');
  return { found, theirs };
}
