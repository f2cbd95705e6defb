/** Pushes to everyone in a room: a small one is posted to here, a large one by the fan-out function. */
import { LRUCache } from 'lru-cache';
import { directUsers, type Message, type PushOf } from '../../protocol/index.ts';
import { encode } from '../encode.ts';
import type { Invocation } from '../ports.ts';
import { deliver } from './deliver.ts';
import { handOver, keepingUp } from './lagging.ts';
import type { PumpStore, PushDeps, Receiver, RoomPush } from './ports.ts';
import { isSeenTo } from './pump.ts';

export interface FanOutDeps extends PushDeps {
  readonly pumps: PumpStore;
  readonly largeRooms: LargeRooms;
}

/** Rooms that were too large a moment ago, so that not every message looks again. */
export type LargeRooms = LRUCache<string, true>;
export const createLargeRooms = (): LargeRooms => new LRUCache({ max: 10_000, ttl: 5_000 });

/** What a sender waits for a connection that takes no posts; then the fan-out function sees to it. */
const PATIENCE_MS = 1_000;

export const messagePush = (message: Message): PushOf<'message'> => ({ type: 'message', ...message });

/**
 * Call it only after what is pushed was stored: whoever joined before that is found here. Returns once everyone was
 * posted to or handed over.
 */
export async function fanOut(
  deps: FanOutDeps,
  { room, push, except }: { room: string; push: RoomPush; except?: string },
  { deadline }: Invocation,
): Promise<void> {
  const present = deps.largeRooms.has(room) ? undefined : await presentIn(deps, room);
  if (!present) return handToPump(deps, room, push);
  const now = deps.clock.now();
  const receivers = keepingUp(present, now).filter(({ connectionId }) => connectionId !== except);
  const until = Math.min(deadline, now + PATIENCE_MS);
  const { left } = await deliver(deps, receivers, { room, frames: [encode(push)], until });
  if (left.length > 0) await handOver(deps, room, left, push);
}

/** Undefined where there are too many for one invocation. */
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
  { pumps, clock, fanOutFunction }: FanOutDeps,
  room: string,
  push: RoomPush,
): Promise<void> {
  if (push.type !== 'message') return fanOutFunction.start({ kind: 'frame', room, push });
  // Reading is cheaper than an invocation that would find the same; in a busy room it is mostly so.
  if (isSeenTo(await pumps.read(room), push.seq, clock.now())) return;
  await fanOutFunction.start({ kind: 'pump', room, seq: push.seq });
}
