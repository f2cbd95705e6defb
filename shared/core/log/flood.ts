/** Flood control, from what the log itself shows: nothing is counted anywhere. */
import { ProtocolError } from '../../protocol/index.ts';
import type { Settings } from '../../settings.ts';
import type { Clock } from '../ports.ts';
import type { Guard } from './append.ts';
import type { Known } from './repeats.ts';

/** Over how long a rate is held. A sender may so send 2 seconds' worth at once, a room take 10. */
const SENDER_WINDOW_MS = 2_000;
const ROOM_WINDOW_MS = 10_000;
/** As many as a read of the tail shows. Where even these came slower than the rate, nothing more is looked at. */
const TAIL = 10;

interface Rate {
  readonly perSecond: number;
  readonly windowMs: number;
  readonly who: string;
}

/** How long until the window holds less than it may; 0 or less where it does already. */
function waitFor(messages: readonly Known[], { perSecond, windowMs }: Rate, now: number): number {
  const first = messages[messages.length - (perSecond * windowMs) / 1_000];
  return first ? first.sentAt + windowMs - now : 0;
}

/** Holds one sender in one room, and the room, to their rates; 0 is no limit. */
export const floodGuard = (settings: Settings, clock: Clock, userId: string): Guard => {
  const sender = { perSecond: settings.senderMessagesPerSecond, windowMs: SENDER_WINDOW_MS, who: 'You sent' };
  const room = { perSecond: settings.roomMessagesPerSecond, windowMs: ROOM_WINDOW_MS, who: 'The room took' };
  return async (newest, reach) => {
    const now = clock.now();
    const tail = newest[newest.length - TAIL];
    const exceeds = ({ perSecond }: Rate) =>
      perSecond > 0 && tail !== undefined && now - tail.sentAt < (TAIL / perSecond) * 1_000;
    const waits: (Rate & { retryAfterMs: number })[] = [];
    if (exceeds(sender)) {
      const own = (await reach(now - SENDER_WINDOW_MS)).filter(message => message.userId === userId);
      waits.push({ ...sender, retryAfterMs: waitFor(own, sender, now) });
    }
    if (exceeds(room)) {
      const all = await reach(now - ROOM_WINDOW_MS);
      waits.push({ ...room, retryAfterMs: waitFor(all, room, now) });
    }
    // The longer one: whoever waits as long as told is not refused by the other.
    const [longest] = waits.sort((a, b) => b.retryAfterMs - a.retryAfterMs);
    if (!longest || longest.retryAfterMs <= 0) return;
    const { who, perSecond, retryAfterMs } = longest;
    throw new ProtocolError('RATE_LIMITED', `${who} more than ${perSecond} messages a second.`, {
      retryAfterMs,
    });
  };
};
