import { isDirect } from '../../protocol/index.ts';
import { disconnect } from './disconnect.ts';
import type { PresenceDeps, Visitor } from './presence-events.ts';

/** For a connection that a post found gone: its $disconnect was lost, or is still on its way. */
export const onGone =
  (deps: PresenceDeps) =>
  async (visitor: Visitor, room: string): Promise<void> => {
    const rooms = await disconnect(deps, visitor);
    // A subscription whose connection was deleted before is in no connection's list of rooms.
    if (!isDirect(room) && !rooms.includes(room))
      await deps.connections.unsubscribe(visitor.userId, visitor.connectionId, room);
  };
