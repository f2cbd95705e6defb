/**
 * Connections that take no posts: their client reads too slowly, or the network between is down. They are left out of
 * the room's pushes, so that they hold nobody up, until they can be told to fetch what they missed.
 */
import pMap from 'p-map';
import { encode } from '../encode.ts';
import { isOpening } from '../opening.ts';
import type { Invocation } from '../ports.ts';
import type { EntryPush, FanOutEvent, PushDeps, Receiver } from './ports.ts';

/** How long a connection may take to catch up. Then it is closed: its client comes back and is given what it missed. */
const PATIENCE_MS = 60_000;
/** The mark expires by itself. If the drain never runs, the next push still exposes the gap through its seq. */
const MARK_SECONDS = 90;
/** Clocks of two containers differ by less: a mark that lies further ahead was made by a clock that is wrong. */
const SKEW_SECONDS = 10;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5_000;
const AT_ONCE = 40;

/** Those that a push is for: the ones that are marked are told later. @param now epoch milliseconds */
export const keepingUp = <T extends { readonly laggingUntil?: number | undefined }>(
  receivers: readonly T[],
  now: number,
): T[] =>
  receivers.filter(({ laggingUntil = 0 }) => {
    const left = laggingUntil - now / 1000;
    return left <= 0 || left > MARK_SECONDS + SKEW_SECONDS;
  });

const mark = (
  { connections, clock }: Pick<PushDeps, 'connections' | 'clock'>,
  room: string,
  receiver: Receiver,
) => connections.markLagging({ room, ...receiver }, Math.floor(clock.now() / 1000) + MARK_SECONDS);

const unmark = ({ connections }: Pick<PushDeps, 'connections'>, room: string, receiver: Receiver) =>
  connections.markLagging({ room, ...receiver }, undefined);

/** Marks connections, and has the fan-out function see to them. One that is marked already is being seen to. */
export async function handOver(
  deps: PushDeps,
  room: string,
  left: readonly Receiver[],
  push?: EntryPush,
): Promise<void> {
  const fresh = await pMap(left, receiver => mark(deps, room, receiver), { concurrency: AT_ONCE });
  const receivers = left
    .filter((_, index) => fresh[index])
    .map(({ userId, name, connectionId, connectedAt, upgraded }) => ({
      userId,
      name,
      connectionId,
      connectedAt,
      upgraded,
    }));
  if (receivers.length === 0) return;
  deps.logger.warn('lagging', { room, connections: receivers.length });
  try {
    await deps.fanOutFunction.start({ kind: 'lagging', room, receivers, ...(push && { push }) });
  } catch (error) {
    await pMap(receivers, receiver => unmark(deps, room, receiver), { concurrency: AT_ONCE });
    throw error;
  }
}

/** Waits until each of them takes posts again, is gone, or has had its time. */
export async function drain(
  deps: PushDeps,
  { room, receivers, push }: Extract<FanOutEvent, { kind: 'lagging' }>,
  { deadline }: Invocation,
): Promise<void> {
  const hint = encode({ type: 'lagging', room });
  const frames = push ? [encode(push), hint] : [hint];
  const until = Math.min(deps.clock.monotonic() + PATIENCE_MS, deadline);
  // All at once: each of them mostly waits.
  await Promise.all(receivers.map(receiver => drainOne(deps, room, receiver, frames, until)));
}

async function drainOne(
  deps: PushDeps,
  room: string,
  receiver: Receiver,
  frames: readonly Buffer[],
  until: number,
): Promise<void> {
  const { poster, clock } = deps;
  for (let wait = FIRST_WAIT_MS; clock.monotonic() < until; wait = Math.min(2 * wait, LONGEST_WAIT_MS)) {
    await clock.sleep(clock.random() * wait);
    // Before the hint, not after: what is pushed from here on is either let through or in the log when the hint is read.
    // One that has left the room or expired meanwhile is told nothing more.
    if (!(await unmark(deps, room, receiver))) return;
    const result = await postAll(poster, receiver, frames);
    if (result === 'posted') return;
    if (result === 'gone' && !isOpening(receiver, clock.now())) return deps.onGone(receiver, room);
    // Somebody else found it lagging just now, and handed it over anew.
    if (!(await mark(deps, room, receiver))) return;
  }
  await poster.disconnect(receiver.connectionId);
  await deps.onGone(receiver, room);
}

async function postAll(poster: PushDeps['poster'], { connectionId }: Receiver, frames: readonly Buffer[]) {
  for (const frame of frames) {
    const result = await poster.post(connectionId, frame);
    if (result !== 'posted') return result;
  }
  return 'posted';
}
