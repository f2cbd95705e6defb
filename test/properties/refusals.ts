/** Which refusal is right, and when: everything else that a client is refused breaks a promise. */
import { DIRECT, type RoomName } from './script.ts';
import { isOverForSome, type Place, type World } from './world.ts';

export interface Refusal {
  readonly action: string;
  readonly room: RoomName;
  readonly code: string;
  /** The client had joined the room, and nothing told it that it is out since. */
  readonly isIn: boolean;
}

/** By action: what one who is not in the room, or may not be, is told. */
const OUTSIDE: Readonly<Record<string, readonly string[]>> = {
  joinRoom: ['NOT_FOUND'],
  sync: ['NOT_FOUND'],
  history: ['NOT_FOUND'],
  sendMessage: ['NOT_JOINED', 'UNCERTAIN', 'NOT_FOUND'],
  editMessage: ['NOT_JOINED', 'NOT_FOUND'],
  deleteMessage: ['NOT_JOINED', 'NOT_FOUND'],
};
/** For one who may be in the room, but is not: they may read it. */
const NOT_JOINED = ['NOT_JOINED', 'UNCERTAIN'];

export function isRefusedRightly(world: World, place: Place, { action, room, code, isIn }: Refusal): boolean {
  if (code === 'FORBIDDEN' && isOverForSome(world, place)) return true;
  const isForgotten = world.hasSkew || world.forgotten.has(place.connectionId);
  if (code === 'CONNECTION_ENDED') return isForgotten;
  const standing = world.standings.of(place.userId, room);
  if (standing !== 'in') return OUTSIDE[action]?.includes(code) ?? false;
  // Of an open room that may become private; a direct one is not joined.
  return NOT_JOINED.includes(code) && action !== 'joinRoom' && room !== DIRECT && (!isIn || isForgotten);
}
