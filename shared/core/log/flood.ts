/** Flood control, from what the log itself shows: nothing is counted anywhere. Messages and changes count alike. */
import { ProtocolError } from '../../protocol/index.ts';
import type { Settings } from '../../settings.ts';
import type { Clock } from '../ports.ts';
import type { Guard } from './append.ts';
import type { Known } from './repeats.ts';

/** Over how long a rate is held. A sender may so send 2 seconds' worth at once, a room take 10. */
const SENDER_WINDOW_MS = 2_000;
const ROOM_WINDOW_MS = 10_000;
/** As many as a read of the tail shows. If even these came slower than the rate, nothing more is looked at. */
const TAIL = 10;

interface Rate {
  readonly perSecond: number;
  readonly windowMs: number;
  readonly who: string;
  /** Whose entries count. */
  readonly counts: (known: Known) => boolean;
}

/** How long until the window holds less than it may; 0 if it does already. */
function waitFor(entries: readonly Known[], { perSecond, windowMs, counts }: Rate, now: number): number {
  const times: number[] = [];
  for (let index = entries.length - 1; index >= 0; index--) {
    const known = entries[index];
    if (!known || known.countsAt <= now - windowMs) break;
    // The clock of this container may have stepped back since.
    if (counts(known)) times.push(Math.min(known.countsAt, now));
  }
  const most = (perSecond * windowMs) / 1_000;
  const first = times.sort((a, b) => b - a)[most - 1];
  return first === undefined ? 0 : first + windowMs - now;
}

/**
 * Holds one sender in one room, and the room, to their rates; 0 is no limit.
 * @param userId undefined for a server, which is held to the room's rate alone
 */
export const floodGuard = (settings: Settings, clock: Clock, userId?: string): Guard => {
  const { senderMessagesPerSecond, roomMessagesPerSecond } = settings;
  const sender: Rate = {
    perSecond: userId === undefined ? 0 : senderMessagesPerSecond,
    windowMs: SENDER_WINDOW_MS,
    who: 'You sent',
    counts: known => known.userId === userId,
  };
  const room: Rate = {
    perSecond: roomMessagesPerSecond,
    windowMs: ROOM_WINDOW_MS,
    who: 'The room took',
    counts: () => true,
  };
  return async (newest, reach) => {
    const now = clock.now();
    const tail = newest[newest.length - TAIL];
    const waits: { rate: Rate; retryAfterMs: number }[] = [];
    for (const rate of [sender, room]) {
      const { perSecond, windowMs } = rate;
      if (perSecond === 0 || !tail) continue;
      // Either is enough: that the newest came more slowly than the rate, or that the window holds less than it may.
      const untilSlow = Math.min(tail.countsAt, now) + (TAIL / perSecond) * 1_000 - now;
      if (untilSlow <= 0) continue;
      const untilRoom = waitFor(await reach(now - windowMs), rate, now);
      waits.push({ rate, retryAfterMs: Math.min(untilSlow, untilRoom) });
    }
    // The longer one: a sender who waits as long as told is not refused by the other.
    const [longest] = waits.sort((a, b) => b.retryAfterMs - a.retryAfterMs);
    if (!longest || longest.retryAfterMs <= 0) return;
    const { who, perSecond } = longest.rate;
    throw new ProtocolError('RATE_LIMITED', `${who} more than ${perSecond} messages a second.`, {
      retryAfterMs: longest.retryAfterMs,
    });
  };
};
