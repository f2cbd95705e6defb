/** Pushes to everyone in a room: a small one is posted to here, a large one by the fan-out function. */
import { directUsers, type Entry } from '../../protocol/index.ts';
import { encode } from '../encode.ts';
import type { Clock, Invocation } from '../ports.ts';
import { createRecent, type Recent } from '../recent.ts';
import { deliver } from './deliver.ts';
import { countDelivery, pushOf } from './entry-push.ts';
import { handOver, keepingUp } from './lagging.ts';
import { isSeenTo, leaseAt } from './lease.ts';
import type { PumpStore, PushDeps, Receiver } from './ports.ts';

export interface FanOutDeps extends PushDeps {
  readonly pumps: PumpStore;
  readonly largeRooms: LargeRooms;
}

/** Rooms that were too large a moment ago, so that not every message looks again. */
export type LargeRooms = Recent<true>;
export const createLargeRooms = (clock: Pick<Clock, 'monotonic'>, most?: number): LargeRooms =>
  createRecent(clock, 5_000, most);

/** What a sender waits for a connection that takes no posts; then the fan-out function sees to it. */
const PATIENCE_MS = 1_000;

interface Told {
  readonly entry: Entry;
  /** The connection that is told by a reply. */
  readonly except?: string;
  /** It may have been pushed long ago. */
  readonly isRepeat?: boolean;
}

/**
 * Call it only after the entry was stored: everyone who joined before that is found here. Returns once everyone was
 * posted to or handed over.
 */
export async function fanOut(
  deps: FanOutDeps,
  { entry, except, isRepeat = false }: Told,
  { deadline }: Invocation,
): Promise<void> {
  const { room, seq } = entry;
  const present = deps.largeRooms.has(room) ? undefined : await presentIn(deps, room);
  if (!present) return handToPump(deps, room, seq);
  const receivers = keepingUp(present, deps.clock.now()).filter(
    ({ connectionId }) => connectionId !== except,
  );
  const until = Math.min(deadline, deps.clock.monotonic() + PATIENCE_MS);
  const push = pushOf(entry);
  const { left } = await deliver(deps, receivers, { room, frames: [encode(push)], until });
  if (receivers.length > 0 && !isRepeat) countDelivery(deps, entry);
  if (left.length > 0) await handOver(deps, room, left, push);
}

/** Undefined if there are too many for one invocation. */
async function presentIn(
  { connections, settings, largeRooms }: FanOutDeps,
  room: string,
): Promise<(Receiver & { readonly laggingUntil?: number | undefined })[] | undefined> {
  const direct = directUsers(room);
  if (direct) return (await Promise.all(direct.map(userId => connections.ofUser(userId)))).flat();
  const present = await connections.atMost(room, settings.directLimit);
  if (!present) largeRooms.set(room, true);
  return present;
}

async function handToPump(
  { pumps, clock, settings, fanOutFunction }: FanOutDeps,
  room: string,
  seq: number,
): Promise<void> {
  // Reading is cheaper than an invocation that would find the same; in a busy room it is mostly so.
  if (isSeenTo(await pumps.read({ room, audience: 'looking' }), seq, leaseAt(clock, settings))) return;
  await fanOutFunction.start({ kind: 'pump', room, seq });
}
