/** Who may read a room, and who may speak in it. */
import { directUsers, isDirect, MODERATION, ProtocolError, type Reason } from '../../protocol/index.ts';
import type { Settings } from '../../settings.ts';
import type { ConnectionStore, Log, MessageStore, Room, RoomState, RoomStore, Sender } from '../ports.ts';

/** One refusal for a private room and for one that does not exist: a stranger can't tell them apart. */
export const noSuchRoom = () => new ProtocolError('NOT_FOUND', 'There is no such room.');

/** Throws if a room was deleted: everyone is told the same as of one that never was. */
export function requireThere({ kind }: Pick<RoomState, 'kind'>): void {
  if (kind === 'deleted') throw noSuchRoom();
}

type Reader = Pick<Sender, 'userId' | 'server'>;

export interface AccessDeps {
  readonly messages: MessageStore;
  readonly rooms: RoomStore;
  readonly settings: Settings;
}

const until = (ms: number): string => (ms < MODERATION.forGood ? ` until ${new Date(ms).toISOString()}` : '');

/**
 * Throws if the user, or the server, may not read a room in this state. Who is banned from a private room has no place in
 * there.
 */
export async function requireReader(
  deps: Omit<AccessDeps, 'messages'>,
  { userId, server }: Reader,
  room: string,
  { kind, bans }: Pick<RoomState, 'kind' | 'bans'>,
): Promise<void> {
  const allowed =
    kind === 'public' ||
    (kind === 'open' && deps.settings.openRooms) ||
    (kind === 'dm' && (server ? directUsers(room) : directUsers(room)?.includes(userId))) ||
    (kind === 'private' && (server || (await deps.rooms.role(room, userId)) !== undefined));
  if (!allowed) throw noSuchRoom();
  const { bannedUntil } = kind === 'public' && bans && !server ? await deps.rooms.place(room, userId) : {};
  if (bannedUntil !== undefined)
    throw new ProtocolError('FORBIDDEN', `You are banned from this room${until(bannedUntil)}.`, {
      reason: 'BANNED',
    });
}

/** The same of a room whose log is not read; undefined if nobody created it. */
export async function readableRoom(
  deps: Omit<AccessDeps, 'messages'>,
  reader: Reader,
  room: string,
): Promise<Room | undefined> {
  const found = await deps.rooms.room(room);
  const uncreated = isDirect(room) ? 'dm' : 'open';
  const kind = found?.deletedAt ? 'deleted' : (found?.kind ?? uncreated);
  await requireReader(deps, reader, room, { kind, bans: found?.bans });
  return found;
}

const ADMINS = 'admins';

export function requireAdmin({ groups }: Sender): void {
  if (!groups.includes(ADMINS)) throw new ProtocolError('FORBIDDEN', 'Only administrators may do this.');
}

/** A log that has its epoch. */
export type OpenLog = Log & { readonly epoch: string };

export const withEpoch = async (messages: MessageStore, room: string, log: Log): Promise<OpenLog> => ({
  ...log,
  epoch: log.epoch ?? (await messages.begin(room)),
});

/** The log of a room that `reader` may read. */
export async function readableLog(deps: AccessDeps, reader: Reader, room: string): Promise<OpenLog> {
  const log = await deps.messages.log(room);
  await requireReader(deps, reader, room, log);
  return withEpoch(deps.messages, room, log);
}

export const notJoined = (room: string) => new ProtocolError('NOT_JOINED', `Join ${room} first.`);

interface SpeakerDeps {
  readonly connections: Pick<ConnectionStore, 'subscription'>;
}

/** Whether the sender has joined; nobody joins a direct room, its two users just speak. A server is good for the room. */
export async function maySpeak({ connections }: SpeakerDeps, sender: Sender, room: string): Promise<boolean> {
  if (sender.server) return true;
  if (isDirect(room)) return directUsers(room)?.includes(sender.userId) ?? false;
  return (await connections.subscription(room, sender.connectionId)) !== undefined;
}

export const silenced = (message: string, reason: Reason = 'READ_ONLY') =>
  new ProtocolError('FORBIDDEN', message, { reason });

/** Either of the two is told the same, whoever blocked whom. */
const closed = () => silenced('Nobody speaks in this conversation.');

/** Throws if it is a direct room in which one has blocked the other: nothing of what one does is told there. Eventually consistent. */
export async function requireOpen(
  { messages }: { readonly messages: Pick<MessageStore, 'kind'> },
  room: string,
): Promise<void> {
  if (isDirect(room) && (await messages.kind(room)).blocked) throw closed();
}

/**
 * Throws if the sender is in the room, and may only read. Only of a room that says so of itself, or of somebody in there, is
 * the sender looked up. Returns the seconds between two messages that the sender is held to: 0 for none.
 */
export async function requireVoice(
  { rooms }: Pick<AccessDeps, 'rooms'>,
  { userId, server }: Sender,
  room: string,
  { restricted, readOnly, archived, blocked, slowModeSeconds = 0 }: RoomState,
): Promise<number> {
  if (blocked && !server) throw closed();
  if (archived) throw silenced('This room is archived.');
  if (server || (!restricted && !readOnly && slowModeSeconds === 0)) return 0;
  const { role, mutedUntil } = await rooms.place(room, userId);
  if (role === 'owner' || role === 'moderator') return 0;
  if (mutedUntil !== undefined) throw silenced(`You are muted in this room${until(mutedUntil)}.`, 'MUTED');
  if (readOnly) throw silenced('Only the owner and moderators speak in this room.');
  if (role === 'readonly') throw silenced('You may only read in this room.');
  return slowModeSeconds;
}

export async function requireSpeaker(deps: SpeakerDeps, sender: Sender, room: string): Promise<void> {
  if (!(await maySpeak(deps, sender, room))) throw notJoined(room);
}
