/** Who pushes a large room's log, told by one item that all containers share. */
import type { Settings } from '../../settings.ts';
import type { Clock } from '../ports.ts';
import type { PumpState } from './ports.ts';

/** Clocks of two containers differ by less: a lease that ends further ahead was taken by a clock that is wrong. */
const SKEW_MS = 5_000;

/** The moment at which a lease is looked at, epoch milliseconds, and how long leases are. */
interface LeaseTime {
  readonly now: number;
  readonly leaseMs: number;
}

export const leaseAt = (clock: Clock, { pumpLeaseSeconds }: Settings): LeaseTime => ({
  now: clock.now(),
  leaseMs: pumpLeaseSeconds * 1_000,
});

export const isHeld = ({ heldUntil }: PumpState, { now, leaseMs }: LeaseTime): boolean =>
  heldUntil > now && heldUntil <= now + leaseMs + SKEW_MS;

/** Whether an entry has been pushed, or is certain to be by the invocation that holds the room. */
export const isSeenTo = (state: PumpState | undefined, seq: number, time: LeaseTime): boolean =>
  state !== undefined && seq >= state.since && (seq <= state.cursor || isHeld(state, time));
