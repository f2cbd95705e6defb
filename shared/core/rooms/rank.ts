/** Who may do what in a room: by rank, and what the room itself says of who owns it. */
import { type MemberRole, ProtocolError, type RoomRole } from '../../protocol/index.ts';
import { noSuchRoom } from '../log/access.ts';
import type { Room, RoomStore, Sender } from '../ports.ts';

export const RANK: Readonly<Record<MemberRole, number>> = { owner: 4, moderator: 3, member: 2, readonly: 1 };

export const ownerOf = ({ owner, createdBy }: Pick<Room, 'owner' | 'createdBy'>): string =>
  owner ?? createdBy;

/** A room is handed over in its own item, in one write; the roles of the two follow. */
export function roleIn(room: Room, userId: string, role: MemberRole | undefined): MemberRole | undefined {
  if (role === undefined) return undefined;
  if (ownerOf(room) === userId) return 'owner';
  return role === 'owner' ? 'moderator' : role;
}

export const forbidden = (message: string) => new ProtocolError('FORBIDDEN', message);

/** Somebody changes the same at the same time. */
export const crossed = (what: 'member' | 'room' = 'member') =>
  new ProtocolError('UNAVAILABLE', `This ${what} is being changed; try again.`, { retryAfterMs: 1_000 });

/** The room and the sender's role in it. A stranger hears the same of a private room as of one that does not exist. */
export async function standing(
  rooms: RoomStore,
  room: string,
  { userId, server }: Pick<Sender, 'userId' | 'server'>,
): Promise<{ readonly found: Room; readonly role: MemberRole }> {
  const [found, stored] = await Promise.all([
    rooms.room(room),
    server ? undefined : rooms.role(room, userId),
  ]);
  const role = server ? 'owner' : found && roleIn(found, userId, stored);
  if (!found || found.deletedAt || (!role && found.kind === 'private')) throw noSuchRoom();
  if (!role) throw forbidden('Only members of a room may do this.');
  return { found, role };
}

/** As frames say it that had three roles from the beginning. */
export const asRoomRole = (role: MemberRole): { role: RoomRole; readonly?: true } =>
  role === 'readonly' ? { role: 'member', readonly: true } : { role };
