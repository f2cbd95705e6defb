/** Who drops out and is back within `leaveDelaySeconds` was never away: decision 85. */
import { LIMITS } from '../../protocol/index.ts';
import type { Settings } from '../../settings.ts';
import type { Clock } from '../ports.ts';
import type { Present } from './notify.ts';
import type { Departures } from './ports.ts';
import { PRESENCE } from './tuning.ts';

export const secondsToLookAgain = ({ leaveDelaySeconds }: Settings): number =>
  leaveDelaySeconds + PRESENCE.marginSeconds;

interface ReturnDeps {
  readonly clock: Pick<Clock, 'now'>;
  readonly settings: Settings;
  /** Undefined if every leave is told at once. */
  readonly departures: Departures | undefined;
}

/**
 * Takes a room out of the departures of a user who is there again, or whose leave is told now. Returns when they dropped out,
 * epoch milliseconds, if that was so lately that nobody is to be told; undefined otherwise.
 */
export async function takeBack(
  { clock, settings, departures }: ReturnDeps,
  userId: string,
  room: string,
): Promise<number | undefined> {
  if (!departures) return undefined;
  const reach = clock.now() - secondsToLookAgain(settings) * 1_000;
  const found = (await departures.since(userId, reach, 'eventual')).filter(({ rooms }) =>
    rooms.includes(room),
  );
  const taken = await Promise.all(found.map(departure => departures.take(departure, room)));
  const at = Math.max(...found.filter((_, index) => taken[index]).map(departure => departure.at));
  // Asked after the taking: however long that took, a user who is late is told of.
  return clock.now() - at < settings.leaveDelaySeconds * 1_000 ? at : undefined;
}

/** Whether somebody was shown who is in the room at a time when a user was not: since then they came, or looked again. */
export const lookedSince = ({ since, viewUntil = 0 }: Present, at: number): boolean =>
  Math.max(since, (viewUntil - LIMITS.viewSeconds + 1) * 1_000) > at - PRESENCE.skewMs;

/** For several rooms at once: a user's departures are read once, and only if a room asks for them. */
export function readOnce(departures: Departures | undefined): Departures | undefined {
  let read: ReturnType<Departures['since']> | undefined;
  return (
    departures && {
      ...departures,
      since(...args) {
        read ??= departures.since(...args);
        return read;
      },
    }
  );
}
