/**
 * Deletes what a user wrote in the last hours: in a room for its moderators, everywhere for administrators. Each message is deleted
 * as its moderator would, by an entry of its log. What a request does not get done, sweeps go on with.
 */
import { isMessage, type RequestOf, type ResultOf } from '../../protocol/index.ts';
import type { AuditStore } from '../admin/audit.ts';
import { requireAdmin } from '../log/access.ts';
import { type ChangeDeps, deleteFor } from '../messages/change-message.ts';
import type { Purge, PurgeStore, TraceStore } from '../people/erasure-ports.ts';
import type { Invocation, Sender } from '../ports.ts';
import { byOf } from '../rooms/members.ts';
import { dropPin } from '../rooms/pin.ts';
import type { RoomDetailsStore } from '../rooms/ports.ts';
import { outranked } from './outranked.ts';
import type { RemovalDeps } from './report.ts';

export type PurgeDeps = ChangeDeps &
  RemovalDeps & { readonly purges: PurgeStore; readonly details: RoomDetailsStore };

const HOUR_MS = 3_600_000;
/** Entries that are read at once. */
const PAGE = 100;
/** Deletions of a request. Each costs some units, and a push to everyone in the room. */
const AT_ONCE = 25;
const A_SWEEP = 500;
/** Pages of a request, and of a sweep: also one that finds nothing of the user comes to its end. */
const PAGES = 5;
const PAGES_A_SWEEP = 100;
const WAITING = 25;

type Progress = Purge & { readonly isDone?: boolean };

/** Asked again, it goes through all of it again, and deletes what is left. */
export async function deleteMessagesOf(
  deps: PurgeDeps,
  sender: Sender,
  { room, userId, hours }: RequestOf<'deleteMessagesOf'>,
  invocation: Invocation,
): Promise<ResultOf<'deleteMessagesOf'>> {
  deps.rates.take(sender.userId, 'members');
  if (room === undefined) requireAdmin(sender);
  else await outranked(deps.rooms, sender, room, userId);
  await deps.rates.takeShared(sender.userId, 'update', Number.POSITIVE_INFINITY);
  const since = deps.clock.now() - hours * HOUR_MS;
  const order: Purge = { room, userId, since, by: byOf(sender), deleted: 0 };
  // Nothing lists what a user wrote everywhere: that takes the whole table.
  const left: Progress =
    room === undefined
      ? order
      : await stepsOf(deps, order, { deletions: AT_ONCE, pages: PAGES }, invocation, inRoom(deps, room));
  const { isDone: done = false, ...rest } = left;
  if (!done) await deps.purges.put(rest);
  return { ...(room !== undefined && { room }), userId, deleted: left.deleted, done };
}

interface Page {
  /** The messages that are to go. */
  readonly found: readonly { readonly room: string; readonly seq: number }[];
  /** Undefined: that was all. */
  readonly next: string | undefined;
}
type PageOf = (purge: Purge) => Promise<Page>;

/** As far as the bounds let it: the order, with how far it has come. */
async function stepsOf(
  deps: Omit<PurgeDeps, 'purges'>,
  order: Purge,
  bounds: { readonly deletions: number; readonly pages: number },
  invocation: Invocation,
  pageOf: PageOf,
): Promise<Progress> {
  let at = order;
  let left = bounds.deletions;
  for (let pages = 0; pages < bounds.pages; pages++) {
    const { found, next } = await pageOf(at);
    for (const message of found) {
      if (left === 0 || deps.clock.monotonic() >= invocation.deadline) return at;
      if (await deleteFor(deps, at.by, message, invocation)) at = { ...at, deleted: at.deleted + 1 };
      await dropPin(deps, at.by, message, invocation);
      left -= 1;
    }
    at = { ...at, place: next };
    if (next === undefined) return { ...at, isDone: true };
  }
  return at;
}

/** Backwards, to the first entry of before. */
const inRoom =
  ({ messages }: Pick<ChangeDeps, 'messages'>, room: string): PageOf =>
  async ({ userId, since, place }) => {
    const before = place === undefined ? Number.MAX_SAFE_INTEGER : Number(place);
    const entries = await messages.before(room, before, PAGE);
    const found = entries.filter(
      entry =>
        isMessage(entry) &&
        entry.from.userId === userId &&
        !entry.from.server &&
        entry.deletedAt === undefined &&
        entry.sentAt >= since,
    );
    const [first] = entries;
    const isOver = !first || first.seq === 1 || (isMessage(first) && first.sentAt < since);
    return { found, next: isOver ? undefined : String(first.seq) };
  };

/** Page by page through the table, as an erasure. */
const everywhere =
  (traces: TraceStore): PageOf =>
  async ({ userId, since, place }) => {
    const page = await traces.page(userId, place);
    return {
      found: page.traces.flatMap(trace => traces.messageIn(userId, trace, since) ?? []),
      next: page.next,
    };
  };

/** Goes on with what was ordered. Returns how many messages it deleted. */
export async function sweepPurges(
  deps: PurgeDeps & { readonly traces: TraceStore; readonly audit: AuditStore },
  deadline: number,
): Promise<number> {
  let deleted = 0;
  const bounds = { deletions: A_SWEEP, pages: PAGES_A_SWEEP };
  for (const order of await deps.purges.waiting(WAITING)) {
    if (deps.clock.monotonic() >= deadline) break;
    const { room, userId, by } = order;
    const pageOf = room === undefined ? everywhere(deps.traces) : inRoom(deps, room);
    const invocation = { receivedAt: deps.clock.now(), deadline };
    const left = await stepsOf(deps, order, bounds, invocation, pageOf);
    deleted += left.deleted - order.deleted;
    if (!left.isDone) {
      await deps.purges.put(left);
      continue;
    }
    await deps.audit.add({
      at: deps.clock.now(),
      by,
      action: 'deleteMessagesOf',
      room,
      userId,
      deleted: left.deleted,
    });
    await deps.purges.finish(order);
  }
  return deleted;
}
