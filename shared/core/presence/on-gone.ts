import { isDirect } from '../../protocol/index.ts';
import { disconnect } from './disconnect.ts';
import type { PresenceDeps, Visitor } from './presence-events.ts';

/**
 * For a connection that a post found gone: its $disconnect was lost, or is still on its way. Its rows are deleted, and the
 * socket is closed in case it lives all the same: without its rows it would hear nothing, and would not notice. Never throws:
 * one that is gone must not keep a message from the others. What it leaves is found by the next post, or by the sweeper.
 */
export const onGone =
  (deps: PresenceDeps) =>
  async (visitor: Visitor, room: string): Promise<void> => {
    try {
      await takeBack(deps, visitor, room);
    } catch (error) {
      deps.logger.warn('gone connection not taken back', { room, connectionId: visitor.connectionId, error });
    }
    await closeDeleted(deps, visitor);
  };

async function takeBack(deps: PresenceDeps, visitor: Visitor, room: string): Promise<void> {
  const rooms = await disconnect(deps, visitor);
  // A subscription whose connection was deleted before is in no connection's list of rooms.
  if (!isDirect(room) && !rooms.includes(room))
    await deps.connections.unsubscribe(visitor.userId, visitor.connectionId, room);
}

/** After the rows of a connection were deleted. Never throws: a client that lives finds out by its next request, too. */
export async function closeDeleted(
  { poster, logger }: Pick<PresenceDeps, 'poster' | 'logger'>,
  { connectionId }: Pick<Visitor, 'connectionId'>,
): Promise<void> {
  try {
    await poster.disconnect(connectionId);
  } catch (error) {
    logger.warn('deleted connection not closed', { connectionId, error });
  }
}
