/**
 * Pushes a large room's log. One invocation at a time holds the room's lease; while one frame is on its way the next one
 * fills, so that an entry costs less the busier the room is.
 */
import { randomUUID } from 'node:crypto';
import type { Invocation, MessageStore } from '../ports.ts';
import { countDelivery } from './entry-push.ts';
import { keepLease, leaseFrom } from './held-lease.ts';
import { isHeld, isSeenTo, leaseAt } from './lease.ts';
import { pack } from './pack.ts';
import type { FanOutEvent, PumpState, PumpStore } from './ports.ts';
import { createSpreader, type SpreadDeps, type Spreader } from './spread.ts';
import { FAN_OUT } from './tuning.ts';

export interface PumpDeps extends SpreadDeps {
  readonly messages: MessageStore;
  readonly pumps: PumpStore;
}

type Wanted = Extract<FanOutEvent, { kind: 'pump' }>;

/** Read at once; at 32 KB a frame more would rarely fit. */
const ENTRIES_AT_ONCE = 500;
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
/** The longest pause that a room's budget asks for: a time further ahead was kept by a clock that is wrong, and counts as now. */
const LONGEST_PAUSE_MS = 60_000;

interface Time {
  /** On the monotonic clock. */
  readonly deadline: number;
  /** What the last tick took. */
  tickMs: number;
}

/** A tick that is cut off is done again from its beginning: if another one like the last would be, none begins. */
const isUp = ({ deadline, tickMs }: Time, monotonic: number): boolean => monotonic + tickMs >= deadline;

/** Returns once the entry, and whatever else the log holds, has been pushed or is another invocation's to push. */
export async function pump(deps: PumpDeps, { room, seq }: Wanted, invocation: Invocation): Promise<void> {
  const { pumps, clock, settings, fanOutFunction } = deps;
  const spread = createSpreader(deps, room);
  const time: Time = { deadline: invocation.deadline, tickMs: 0 };
  for (let wanted: number | undefined = seq; wanted !== undefined; ) {
    if (isUp(time, clock.monotonic())) return fanOutFunction.start({ kind: 'pump', room, seq: wanted });
    const seen = await pumps.read(room);
    const at = leaseAt(clock, settings);
    if (seen && isSeenTo(seen, wanted, at)) {
      if (isHeld(seen, at)) return;
      // This may be the retry of an owner that died: senders found the room held, and left to it what came after.
      wanted = await newestAfter(deps, room, seen.cursor);
      continue;
    }
    if (seen && wanted < seen.since) return pushAlone(deps, spread, room, wanted);
    const state = { ...beginning(seen, wanted), owner: randomUUID(), heldUntil: leaseFrom(deps) };
    // If another was faster, the next look tells what is left to do.
    if (await pumps.take(room, state, seen))
      wanted = await hold(deps, spread, { room, seq: wanted }, state, time);
  }
}

async function newestAfter(
  { messages }: PumpDeps,
  room: string,
  cursor: number,
): Promise<number | undefined> {
  const newest = await messages.at(room, Number.MAX_SAFE_INTEGER);
  return newest && newest.seq > cursor ? newest.seq : undefined;
}

/** Where to go on. A dead owner's cursor is always believed: entries wait behind it that only the owner knew of. */
function beginning(seen: PumpState | undefined, seq: number): Pick<PumpState, 'since' | 'cursor' | 'nextAt'> {
  if (seen && (seen.heldUntil > 0 || seq - seen.cursor <= LOST_TOUCH)) return seen;
  const since = Math.max(1, seq - AT_ONE_INSTANT);
  return { since, cursor: since - 1, nextAt: seen?.nextAt ?? 0 };
}

/** An earlier entry than the first that was pumped: its sender was slower than another one's. */
async function pushAlone({ messages }: PumpDeps, spread: Spreader, room: string, seq: number): Promise<void> {
  const found = await messages.from(room, seq, 1);
  if (found[0]?.seq === seq) await spread(pack(found, 1).frames);
}

/** Pushes until the log has nothing new. Returns an entry that came while letting go. */
async function hold(
  deps: PumpDeps,
  spread: Spreader,
  { room, seq: wanted }: Omit<Wanted, 'kind'>,
  begun: PumpState,
  time: Time,
): Promise<number | undefined> {
  const { messages, clock, settings } = deps;
  const after = (cursor: number, limit = ENTRIES_AT_ONCE) => messages.from(room, cursor + 1, limit);
  const lease = keepLease(deps, room, begun);
  let { cursor } = begun;
  const pause = begun.nextAt - clock.now();
  let nextAt = clock.monotonic() + (pause > LONGEST_PAUSE_MS ? 0 : pause);
  const moved = () => ({ cursor, nextAt: clock.now() + nextAt - clock.monotonic() });
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
      const posts = await spread(frames);
      // What lies before may have been pushed long ago.
      for (const entry of waiting)
        if (entry.seq >= wanted && entry.seq <= lastSeq) countDelivery(deps, entry);
      const forFrames = (frames.length * 1_000) / settings.roomFramesPerSecond;
      const forPosts = (posts * 1_000) / settings.roomPostsPerSecond;
      nextAt = began + Math.max(forFrames, forPosts);
      cursor = lastSeq;
      time.tickMs = clock.monotonic() - began;
      waiting = await after(cursor);
      if (waiting.length > 0 && !(await lease.keep(moved()))) return undefined;
    }
    if (!(await lease.letGo(moved()))) return undefined;
  } catch (error) {
    // The next one finds a dead owner, whose cursor is believed, and need not wait for the lease to run out.
    await lease.abandon();
    throw error;
  } finally {
    await lease.end();
  }
  // A sender whose entry came since the last look found the room held, and left it to us.
  const [late] = await after(cursor, 1);
  return late?.seq;
}
