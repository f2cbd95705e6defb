import pMap from 'p-map';
import type { User } from '../../protocol/index.ts';
import type { Clock, ConnectionStore, Logger, Poster, RoomStore } from '../ports.ts';
import { tellMembership } from '../presence/notify.ts';
import { roomLeft } from '../webhooks/events.ts';
import type { Webhooks } from '../webhooks/ports.ts';

export interface CloseDeps {
  readonly connections: ConnectionStore;
  readonly rooms: RoomStore;
  readonly clock: Clock;
  readonly poster: Poster;
  readonly logger: Logger;
  readonly webhooks: Webhooks;
}

const AT_ONCE = 10;

/**
 * Takes those out of a room who joined before it was created as private, and notes that they are out. Until then nothing is said
 * in there: if the creation is cut off, the first send or join does this. Pending joins too: each was either checked while
 * the room was still open, or will find it private.
 * @param by the creator, if it is known
 */
export async function closeRoom(deps: CloseDeps, room: string, by?: User): Promise<void> {
  const { connections, rooms, clock, webhooks } = deps;
  // The creator may be in there, and not yet its owner.
  const createdBy = by?.userId ?? (await rooms.room(room))?.createdBy;
  for await (const page of connections.subscribers(room, { toEnd: true })) {
    const others = page.filter(other => other.userId !== createdBy);
    const putOut = await pMap(
      others,
      async stranger => {
        if (await rooms.role(room, stranger.userId)) return [];
        if (!(await connections.unsubscribe(stranger.userId, stranger.connectionId, room))) return [];
        await webhooks.send([roomLeft(room, stranger, clock.now())]);
        return [stranger.userId];
      },
      { concurrency: AT_ONCE },
    );
    for (const stranger of new Set(putOut.flat()))
      await tellMembership(deps, stranger, { room, event: 'removed', ...(by && { by }) });
  }
  await rooms.noteClosed(room);
}
