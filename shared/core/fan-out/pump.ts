/**
 * Pushes a large room's log. One invocation at a time holds the room's lease; while one frame is on its way the next one
 * fills, so that an entry costs less the busier the room is. Those who have the room out of view have a pump of their own,
 * with a lease of its own: it pushes every few seconds what the first one has pushed to those who look.
 */
import { randomUUID } from 'node:crypto';
import type { Invocation, MessageStore } from '../ports.ts';
import { backlogOf } from './backlog.ts';
import { countDelivery } from './entry-push.ts';
import { keepLease, leaseFrom } from './held-lease.ts';
import { isHeld, isSeenTo, leaseAt } from './lease.ts';
import { pack } from './pack.ts';
import type { Audience, FanOutEvent, Outlet, PumpState, PumpStore } from './ports.ts';
import { createSpreader, type SpreadDeps, type Spreader } from './spread.ts';
import { FAN_OUT } from './tuning.ts';

export interface PumpDeps extends SpreadDeps {
  readonly messages: MessageStore;
  readonly pumps: PumpStore;
}

type Wanted = Extract<FanOutEvent, { kind: 'pump' }>;

/**
 * A log that is further ahead of a cursor in nobody's hands was pushed otherwise since, while the room was small. Up to
 * this, pushing again what everyone has costs a few frames and harms nobody.
 */
const LOST_TOUCH = 1_000;
/**
 * A pump that begins goes back so many entries: of senders at one instant the first to call it need not be the one who
 * appended first, and what the others bring later would be pushed out of order.
 */
const AT_ONE_INSTANT = 10;

interface Time {
  /** On the monotonic clock. */
  readonly deadline: number;
  /** What the last tick took. */
  tickMs: number;
}

/** A tick that is cut off is done again from its beginning: if another one like the last would be, none begins. */
const isUp = ({ deadline, tickMs }: Time, monotonic: number): boolean => monotonic + tickMs >= deadline;

/** Returns once the entry, and whatever else the log holds, has been pushed or is another invocation's to push. */
export async function pump(
  deps: PumpDeps,
  { room, seq, audience = 'looking' }: Wanted,
  invocation: Invocation,
): Promise<void> {
  const { pumps, clock, settings, fanOutFunction } = deps;
  const outlet = { room, audience };
  const spread = createSpreader(deps, room, settings.awaySeconds > 0 ? audience : undefined);
  const time: Time = { deadline: invocation.deadline, tickMs: 0 };
  for (let wanted: number | undefined = seq; wanted !== undefined; ) {
    if (isUp(time, clock.monotonic()))
      return fanOutFunction.start({ kind: 'pump', room, seq: wanted, audience });
    const seen = await pumps.read(outlet);
    const at = leaseAt(clock, settings);
    if (seen && isSeenTo(seen, wanted, at)) {
      if (isHeld(seen, at)) return;
      // This may be the retry of an owner that died: it may not have woken the other pump, and senders found the room
      // held, and left to it what came after.
      await wakeForAway(deps, outlet, seen);
      const newest = await backlogOf(deps, outlet).newestSeq();
      wanted = newest > seen.cursor ? newest : undefined;
      continue;
    }
    if (seen && wanted < seen.since) return pushAlone(deps, room, wanted);
    const state = { ...beginning(seen, wanted, audience), owner: randomUUID(), heldUntil: leaseFrom(deps) };
    // If another was faster, the next look tells what is left to do.
    if (await pumps.take(outlet, state, seen))
      wanted = await hold(deps, spread, { ...outlet, seq: wanted }, state, time);
  }
}

/** Where to go on. A dead owner's cursor is always believed: entries wait behind it that only the owner knew of. */
function beginning(
  seen: PumpState | undefined,
  seq: number,
  audience: Audience,
): Omit<PumpState, 'owner' | 'heldUntil'> {
  if (seen && (seen.heldUntil > 0 || seq - seen.cursor <= LOST_TOUCH)) return seen;
  const { nextAt, pauseMs } = seen ?? { nextAt: 0, pauseMs: 0 };
  // Where those who are away begin, the pump of the others tells.
  if (audience === 'away') return { since: 1, cursor: seen?.cursor ?? 0, awayFrom: 0, nextAt, pauseMs };
  const since = Math.max(1, seq - AT_ONE_INSTANT);
  return { since, cursor: since - 1, awayFrom: since, nextAt, pauseMs };
}

/** To everyone, an earlier entry than the first that was pumped: its sender was slower than another one's. */
async function pushAlone(deps: PumpDeps, room: string, seq: number): Promise<void> {
  const found = await deps.messages.from(room, seq, 1);
  if (found[0]?.seq === seq) await createSpreader(deps, room)(pack(found, 1).frames);
}

/** Has those who are away pushed what the others were, unless nobody is away or somebody sees to it. */
async function wakeForAway(
  { pumps, clock, settings, fanOutFunction }: PumpDeps,
  { room, audience }: Outlet,
  { cursor, awayFrom }: Pick<PumpState, 'cursor' | 'awayFrom'>,
): Promise<void> {
  if (audience === 'away' || awayFrom > cursor) return;
  const state = await pumps.read({ room, audience: 'away' });
  if (isSeenTo(state, cursor, leaseAt(clock, settings))) return;
  await fanOutFunction.start({ kind: 'pump', room, seq: cursor, audience: 'away' });
}

/** Pushes until the log has nothing new. Returns an entry that came while letting go. */
async function hold(
  deps: PumpDeps,
  spread: Spreader,
  { seq: wanted, ...outlet }: Outlet & Pick<Wanted, 'seq'>,
  begun: PumpState,
  time: Time,
): Promise<number | undefined> {
  const { clock } = deps;
  const { after } = backlogOf(deps, outlet);
  const lease = keepLease(deps, outlet, begun);
  let { cursor, awayFrom } = begun;
  let nextAt = clock.monotonic() + Math.min(begun.nextAt - clock.now(), begun.pauseMs);
  const moved = () => {
    const pauseMs = Math.max(0, nextAt - clock.monotonic());
    return { cursor, awayFrom, nextAt: clock.now() + pauseMs, pauseMs };
  };
  try {
    let waiting = await after(cursor);
    while (waiting.length > 0 && !isUp(time, clock.monotonic())) {
      const early = nextAt - clock.monotonic();
      if (early > 0) {
        await clock.sleep(early);
        waiting = await after(cursor);
      }
      const began = clock.monotonic();
      const { frames, lastSeq } = pack(waiting, FAN_OUT.framesAtOnce);
      const made = await spread(frames);
      // What lies before may have been pushed long ago, and who is away waits on purpose.
      if (outlet.audience === 'looking')
        for (const entry of waiting)
          if (entry.seq >= wanted && entry.seq <= lastSeq) countDelivery(deps, entry);
      const isMore = waiting.some(({ seq }) => seq > lastSeq);
      nextAt = began + pauseAfter(deps, outlet, { frames: frames.length, posts: made.posts, isMore });
      cursor = lastSeq;
      if (made.passedOver === 0) awayFrom = lastSeq + 1;
      time.tickMs = clock.monotonic() - began;
      waiting = await after(cursor);
      if (waiting.length > 0) {
        if (!(await lease.keep(moved()))) return undefined;
        await wakeForAway(deps, outlet, { cursor, awayFrom });
      }
    }
    if (!(await lease.letGo(moved()))) return undefined;
  } catch (error) {
    // The next one finds a dead owner, whose cursor is believed, and need not wait for the lease to run out.
    await lease.abandon();
    throw error;
  } finally {
    await lease.end();
  }
  await wakeForAway(deps, outlet, { cursor, awayFrom });
  // A sender whose entry came since the last look found the room held, and left it to us.
  const [late] = await after(cursor, 1);
  return late?.seq;
}

/** Milliseconds from the beginning of one tick to the next. */
function pauseAfter(
  { settings }: PumpDeps,
  { audience }: Outlet,
  { frames, posts, isMore }: { readonly frames: number; readonly posts: number; readonly isMore: boolean },
): number {
  const forFrames = (frames * 1_000) / settings.roomFramesPerSecond;
  const forPosts = (posts * 1_000) / settings.roomPostsPerSecond;
  // What did not fit into a tick does not wait so long: it would pile up.
  const onPurpose = audience === 'away' && !isMore ? settings.awaySeconds * 1_000 : 0;
  return Math.max(forFrames, forPosts, onPurpose);
}
