/**
 * Pushes a large room's log. One invocation at a time holds the room's lease; while one frame is on its way the next one
 * fills, so that a message costs less the busier the room is.
 */
import { randomUUID } from 'node:crypto';
import type { Invocation, MessageStore } from '../ports.ts';
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
const MESSAGES_AT_ONCE = 500;
/**
 * A log that is further ahead of a cursor in nobody's hands was pushed otherwise since, while the room was small. Up to
 * this, pushing again what everyone has costs a few frames and harms nobody.
 */
const LOST_TOUCH = 1_000;
/**
 * A pump that begins goes back so many messages: of senders at one instant the first to call it need not be the one who
 * appended first, and what the others bring later would be pushed out of order.
 */
const AT_ONE_INSTANT = 10;

/** Whether a message has been pushed, or is for certain going to be by whoever holds the room. */
export const isSeenTo = (state: PumpState | undefined, seq: number, now: number): boolean =>
  state !== undefined && seq >= state.since && (seq <= state.cursor || state.heldUntil > now);

interface Time {
  readonly deadline: number;
  /** What the last tick took. */
  tickMs: number;
}

/** A tick that is cut off is done again from its beginning: where another one like the last would be, none begins. */
const isUp = ({ deadline, tickMs }: Time, now: number): boolean => now + tickMs >= deadline;

/** Returns once the message, and whatever else the log holds, has been pushed or is another invocation's to push. */
export async function pump(deps: PumpDeps, { room, seq }: Wanted, invocation: Invocation): Promise<void> {
  const { pumps, clock, fanOutFunction } = deps;
  const spread = createSpreader(deps, room);
  const time: Time = { deadline: invocation.deadline, tickMs: 0 };
  for (let wanted: number | undefined = seq; wanted !== undefined; ) {
    if (isUp(time, clock.now())) return fanOutFunction.start({ kind: 'pump', room, seq: wanted });
    const seen = await pumps.read(room);
    if (isSeenTo(seen, wanted, clock.now())) return;
    if (seen && wanted < seen.since) return pushAlone(deps, spread, room, wanted);
    const state = { ...beginning(seen, wanted), owner: randomUUID(), heldUntil: leaseFrom(deps) };
    // Where another was faster, the next look tells what is left to do.
    if (await pumps.take(room, state, seen)) wanted = await hold(deps, spread, room, state, time);
  }
}

const leaseFrom = ({ clock, settings }: PumpDeps): number => clock.now() + settings.pumpLeaseSeconds * 1_000;

/** Where to go on. A dead owner's cursor is always believed: messages wait behind it that only the owner knew of. */
function beginning(seen: PumpState | undefined, seq: number): Pick<PumpState, 'since' | 'cursor' | 'nextAt'> {
  if (seen && (seen.heldUntil > 0 || seq - seen.cursor <= LOST_TOUCH)) return seen;
  const since = Math.max(1, seq - AT_ONE_INSTANT);
  return { since, cursor: since - 1, nextAt: seen?.nextAt ?? 0 };
}

/** An earlier message than the first that was pumped: its sender was slower than another one's. */
async function pushAlone({ messages }: PumpDeps, spread: Spreader, room: string, seq: number): Promise<void> {
  const found = await messages.from(room, seq, 1);
  if (found[0]?.seq === seq) await spread(pack(found, 1).frames);
}

/** Pushes until the log has nothing new. Answers a message that came while letting go. */
async function hold(
  deps: PumpDeps,
  spread: Spreader,
  room: string,
  begun: PumpState,
  time: Time,
): Promise<number | undefined> {
  const { messages, pumps, clock, settings } = deps;
  const after = (cursor: number, limit = MESSAGES_AT_ONCE) => messages.from(room, cursor + 1, limit);
  let state = begun;
  try {
    let waiting = await after(state.cursor);
    while (waiting.length > 0 && !isUp(time, clock.now())) {
      const early = state.nextAt - clock.now();
      if (early > 0) {
        await held(deps, room, state, clock.sleep(early));
        waiting = await after(state.cursor);
      }
      const began = clock.now();
      const { frames, lastSeq } = pack(waiting, FAN_OUT.framesAtOnce);
      const posts = await held(deps, room, state, spread(frames));
      const forFrames = (frames.length * 1_000) / settings.roomFramesPerSecond;
      const forPosts = (posts * 1_000) / settings.roomPostsPerSecond;
      state = { ...state, cursor: lastSeq, nextAt: began + Math.max(forFrames, forPosts) };
      time.tickMs = clock.now() - began;
      waiting = await after(state.cursor);
      if (waiting.length > 0) state = { ...state, heldUntil: leaseFrom(deps) };
      if (waiting.length > 0 && !(await pumps.keep(room, state))) return undefined;
    }
  } catch (error) {
    // Whoever tries again finds a dead owner, whose cursor is believed, and need not wait for the lease to run out.
    await pumps.keep(room, { ...state, heldUntil: clock.now() }).catch(() => {});
    throw error;
  }
  if (!(await pumps.keep(room, { ...state, heldUntil: 0 }))) return undefined;
  // Whoever sent a message since the last look found the room held, and left it to us.
  const [late] = await after(state.cursor, 1);
  return late?.seq;
}

/** Lengthens the lease for as long as the work takes. */
async function held<T>(deps: PumpDeps, room: string, state: PumpState, work: Promise<T>): Promise<T> {
  const { pumps, clock, settings } = deps;
  let done = false;
  const result = work.finally(() => {
    done = true;
  });
  for (;;) {
    await Promise.race([result, clock.sleep((settings.pumpLeaseSeconds * 1_000) / 3)]);
    if (done) return result;
    await pumps.keep(room, { ...state, heldUntil: leaseFrom(deps) });
  }
}
