/** Which public rooms people talk in: a list that `discoverRooms` shows by when something was said last. */
import type { Settings } from '../../settings.ts';
import type { Logger, RoomState, RoomStore } from '../ports.ts';

const EVERY_MS = 600_000; // 10 minutes

/**
 * Puts a room to the front of that list, at most once in ten minutes, by three writes; who comes second pays one. Never throws:
 * the message is stored and is not to fail because of it.
 * @param at epoch milliseconds
 */
export async function noteActivity(
  { rooms, settings, logger }: { rooms: RoomStore; settings: Settings; logger: Logger },
  room: string,
  { kind, activeAt }: Pick<RoomState, 'kind' | 'activeAt'>,
  at: number,
): Promise<void> {
  if (!settings.roomDirectory || kind !== 'public') return;
  // A time that lies ahead is a wrong clock's.
  if (activeAt !== undefined && Math.abs(at - activeAt) < EVERY_MS) return;
  try {
    await rooms.noteActive(room, at, activeAt);
  } catch (error) {
    logger.warn('room not listed as active', { room, error });
  }
}
