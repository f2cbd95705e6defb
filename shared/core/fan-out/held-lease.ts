/** A lease while it is held: kept as the work goes on, and let go. */
import type { Settings } from '../../settings.ts';
import type { Clock } from '../ports.ts';
import type { Outlet, PumpState, PumpStore } from './ports.ts';

interface LeaseDeps {
  readonly pumps: PumpStore;
  readonly clock: Clock;
  readonly settings: Settings;
}

export const leaseFrom = ({ clock, settings }: Pick<LeaseDeps, 'clock' | 'settings'>): number =>
  clock.now() + settings.pumpLeaseSeconds * 1_000;

/** Lengthens the lease for as long as the work takes: a sign of life far shorter than the work. */
export function keepLease(deps: LeaseDeps, outlet: Outlet, begun: PumpState) {
  const { pumps, clock, settings } = deps;
  const everyMs = (settings.pumpLeaseSeconds * 1_000) / 3;
  let state = begun;
  let isOurs = true;
  let isOver = false;
  let last = Promise.resolve();
  let savedAt = clock.monotonic();

  /** One write after the other: a late one must not take the cursor back. */
  function save(changed: Partial<PumpState>): Promise<boolean> {
    const mine = last.then(async () => {
      if (!isOurs) return;
      state = { ...state, ...changed };
      isOurs = await pumps.keep(outlet, state);
      savedAt = clock.monotonic();
    });
    last = mine.catch(() => {});
    return mine.then(() => isOurs);
  }

  async function renew(): Promise<void> {
    while (!isOver && isOurs) {
      await clock.sleep(everyMs);
      if (isOver || clock.monotonic() - savedAt < everyMs) continue;
      // One that fails is tried again, well before the lease runs out.
      await save({ heldUntil: leaseFrom(deps) }).catch(() => {});
    }
  }
  void renew();

  return {
    keep: (moved: Partial<PumpState>) => save({ ...moved, heldUntil: leaseFrom(deps) }),
    letGo: (moved: Partial<PumpState>) => {
      isOver = true;
      return save({ ...moved, heldUntil: 0 });
    },
    /** Owned by nobody alive, at once. */
    async abandon(): Promise<void> {
      isOver = true;
      await save({ heldUntil: clock.now() }).catch(() => {});
    },
    /** Waits for a write that is under way; a renewal that still sleeps ends by itself. */
    async end(): Promise<void> {
      isOver = true;
      await last;
    },
  };
}
