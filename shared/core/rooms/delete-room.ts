/** A room is gone at once for everyone; what is left of it is removed in the background, however much it is. */
import pMap from 'p-map';
import type { RequestOf, ResultOf, User } from '../../protocol/index.ts';
import type { RoomStore, Sender, Subscription } from '../ports.ts';
import { tellMembership } from '../presence/notify.ts';
import type { PresenceDeps } from '../presence/presence-events.ts';
import { roomLeft } from '../webhooks/events.ts';
import { byOf } from './members.ts';
import type { DeletionStore } from './ports.ts';
import { crossed, forbidden, ownerOf, standing } from './rank.ts';

export interface DeleteRoomDeps extends PresenceDeps {
  readonly rooms: RoomStore;
  readonly deletions: DeletionStore;
}

/** So many connections are put out before the reply; those of a larger room by the next sweep. */
const PUT_OUT_AT_ONCE = 100;
const AT_ONCE = 10;
/** Longer than any function takes that began before the room was deleted, and may still write into it. */
const WRITERS_SECONDS = 60;
const ROOMS_A_SWEEP = 25;
/** Removed at once. */
const ITEMS_A_PAGE = 25;

/** Asked again, it is answered as the first time, with how much is gone by now, for as long as something is left. */
export async function deleteRoom(
  deps: DeleteRoomDeps,
  sender: Sender,
  { room }: RequestOf<'deleteRoom'>,
): Promise<ResultOf<'deleteRoom'>> {
  deps.rates.take(sender.userId, 'members');
  const before = await deps.rooms.room(room);
  if (before?.deletedAt !== undefined && (sender.server || ownerOf(before) === sender.userId)) {
    const { removed = 0 } = (await deps.deletions.find(room)) ?? {};
    return { room, deletedAt: before.deletedAt, removed };
  }
  const { found, role } = await standing(deps.rooms, room, sender);
  if (role !== 'owner') throw forbidden('Only the owner deletes a room.');
  const deletedAt = deps.clock.now();
  if (!(await deps.deletions.begin(room, ownerOf(found), deletedAt))) throw crossed('room');
  const present = await deps.connections.atMost(room, PUT_OUT_AT_ONCE);
  if (present) await putOut(deps, room, present, byOf(sender));
  return { room, deletedAt, removed: 0 };
}

async function putOut(
  deps: PresenceDeps,
  room: string,
  present: readonly Subscription[],
  by?: User,
): Promise<void> {
  await pMap(
    present,
    async visitor => {
      if (await deps.connections.unsubscribe(visitor.userId, visitor.connectionId, room))
        await deps.webhooks.send([roomLeft(room, visitor, deps.clock.now())]);
    },
    { concurrency: AT_ONCE },
  );
  const users = new Set(present.map(({ userId }) => userId));
  await pMap(users, user => tellMembership(deps, user, { room, event: 'removed', ...(by && { by }) }), {
    concurrency: AT_ONCE,
  });
}

/**
 * Removes what is left of deleted rooms, until the time is up; the next sweep goes on. Returns how many items it removed.
 * @param deadline on the monotonic clock
 */
export async function sweepDeleted(deps: DeleteRoomDeps, deadline: number): Promise<number> {
  let removed = 0;
  const isOver = () => deps.clock.monotonic() >= deadline;
  const writersEnd = deps.clock.now() - WRITERS_SECONDS * 1_000;
  for (const { room, deletedAt } of await deps.deletions.waiting(ROOMS_A_SWEEP)) {
    if (isOver() || deletedAt > writersEnd) continue;
    const found = await deps.rooms.room(room);
    // Its deletion was cut off before it took effect, or after everything was done.
    if (found?.deletedAt === undefined) {
      await deps.deletions.finish(room);
      continue;
    }
    for await (const page of deps.connections.subscribers(room, { toEnd: true }))
      await putOut(deps, room, page);
    for (let count = 1; count > 0 && !isOver(); removed += count)
      count = await deps.deletions.remove(room, ITEMS_A_PAGE);
    if (!(await deps.rooms.room(room))) await deps.deletions.finish(room);
  }
  return removed;
}
