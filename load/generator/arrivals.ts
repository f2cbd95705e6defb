/** An open schedule: when a message is to be sent does not depend on how the ones before it fared. */
import type { Chance } from '../../costs/chance.ts';
import { now } from './clock.ts';

/** So many at most before the sockets are looked at again. */
const AT_ONCE = 200;

export interface Schedule {
  /** A second, at the start; 0 sends nothing. */
  readonly rate: number;
  readonly rateTo: number;
  readonly durationMs: number;
}

/** Calls `send` with the time each message was due, until the schedule ends or `stopped`. */
export function arrivals(
  chance: Chance,
  { rate, rateTo, durationMs }: Schedule,
  send: (intended: number) => void,
): Promise<void> {
  const start = now();
  const perMs = (at: number) => Math.max(1e-9, rate + ((rateTo - rate) * (at - start)) / durationMs) / 1_000;
  const after = (at: number) => at + chance.exponential(1 / perMs(at));
  const end = start + durationMs;
  let next = after(start);
  return new Promise(resolve => {
    const tick = () => {
      for (let sent = 0; next <= now() && next < end && sent < AT_ONCE; sent++) {
        send(next);
        next = after(next);
      }
      const wait = Math.min(next, end) - now();
      if (next >= end && wait <= 0) resolve();
      else if (wait <= 0) setImmediate(tick);
      else setTimeout(tick, wait);
    };
    tick();
  });
}
