/** All that is kept of a user: handed out, or taken away. Both go through the whole table, a page a request. */
import pMap from 'p-map';
import type { User } from '../../protocol/index.ts';
import { type AuditDeps, noteOf } from '../admin/audit.ts';
import { type DenyDeps, userChanged } from '../admin/deny.ts';
import type { Invocation, Sender } from '../ports.ts';
import { byOf } from '../rooms/members.ts';
import { dropPins, type PinDeps } from '../rooms/pin.ts';
import type { TraceStore } from './erasure-ports.ts';

interface Request {
  readonly userId: string;
  /** `next` of the page before. */
  readonly after?: string | undefined;
}

const AT_ONCE = 10;
const DAY_MS = 86_400_000;

export async function exportUser({ traces }: { readonly traces: TraceStore }, { userId, after }: Request) {
  const { traces: found, next } = await traces.page(userId, after);
  const rows = found.map(({ PK, SK, ...rest }) => ({ of: PK, key: SK, ...plain(rest) }));
  return { rows, ...(next !== undefined && { next }) };
}

/** Sets are no JSON. */
const plain = (row: object) =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, value instanceof Set ? [...value] : value]),
  );

/**
 * Erases what the page holds. The first one keeps the user out with the tokens they have, so that they write nothing behind
 * it: disable them in the user pool before. Cut off, it is begun again, or gone on with from the last cursor.
 * @param backupDays how long what was erased can be restored from backups; undefined: there are none
 */
export async function eraseUser(
  deps: DenyDeps &
    AuditDeps &
    PinDeps & { readonly traces: TraceStore; readonly backupDays: number | undefined },
  sender: Sender,
  { userId, after }: Request,
  invocation: Invocation,
) {
  const at = deps.clock.now();
  if (after === undefined) {
    await userChanged(deps, { userId, at, mayReturn: false });
    await deps.audit.add(noteOf(sender, { action: 'eraseUser', userId }, at));
  }
  const { traces, next } = await deps.traces.page(userId, after);
  const places = traces.flatMap(trace => deps.traces.placeOf(userId, trace) ?? []);
  // Before, since what is erased is found no more if this dies; and after, of who pins one meanwhile.
  await unpin(deps, byOf(sender), places, invocation);
  await pMap(traces, trace => deps.traces.erase(userId, trace, at), { concurrency: AT_ONCE });
  await unpin(deps, byOf(sender), places, invocation);
  const { backupDays } = deps;
  return {
    erased: traces.length,
    ...(next !== undefined && { next }),
    ...(backupDays !== undefined && { inBackupsUntil: at + backupDays * DAY_MS }),
  };
}

/** A page of the table holds the rows of few rooms, mostly. */
async function unpin(
  deps: PinDeps,
  by: User,
  places: readonly { readonly room: string; readonly seq: number }[],
  invocation: Invocation,
): Promise<void> {
  const rooms = new Map<string, Set<number>>();
  for (const { room, seq } of places) rooms.set(room, (rooms.get(room) ?? new Set()).add(seq));
  await pMap(rooms, ([room, seqs]) => dropPins(deps, by, room, seqs, invocation), { concurrency: AT_ONCE });
}
