/** What every PumpStore must do, whichever engine is behind it. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Outlet, PumpState, PumpStore } from '../../shared/core/fan-out/ports.ts';

export function pumpStoreContract(store: PumpStore): void {
  describe('a pump store', () => {
    const state = (owner: string, more: Partial<PumpState> = {}): PumpState => ({
      owner,
      since: 5,
      cursor: 7,
      awayFrom: 6,
      nextAt: 1_700_000_000_250.5,
      pauseMs: 250.5,
      heldUntil: 1_700_000_010_000,
      ...more,
    });

    const newOutlet = (): Outlet => ({ room: randomUUID(), audience: 'looking' });

    it('knows nothing of a room that was never pumped', async () => {
      expect(await store.read(newOutlet())).toBeUndefined();
    });

    it('gives a room to one of those who take it at once', async () => {
      const outlet = newOutlet();
      const owners = Array.from({ length: 8 }, (_, index) => `owner-${index}`);
      const taken = await Promise.all(owners.map(owner => store.take(outlet, state(owner), undefined)));
      expect(taken.filter(won => won)).toHaveLength(1);
      expect(await store.read(outlet)).toEqual(state(owners[taken.indexOf(true)] ?? ''));
    });

    it('lets the owner go on, and another only from what it saw', async () => {
      const outlet = newOutlet();
      await store.take(outlet, state('first'), undefined);
      expect(await store.keep(outlet, state('second'))).toBe(false);
      expect(await store.keep(outlet, state('first', { cursor: 9 }))).toBe(true);
      expect(await store.take(outlet, state('second'), state('first')), 'it saw an older state').toBe(false);
      expect(await store.take(outlet, state('second'), state('first', { cursor: 9 }))).toBe(true);
      expect(await store.keep(outlet, state('first', { cursor: 10 })), 'taken over').toBe(false);
    });

    it('holds what is pushed to those who are away apart from the others', async () => {
      const outlet = newOutlet();
      const away: Outlet = { ...outlet, audience: 'away' };
      await store.take(outlet, state('first'), undefined);
      expect(await store.read(away)).toBeUndefined();
      expect(await store.take(away, state('second'), undefined)).toBe(true);
      expect(await store.read(outlet)).toEqual(state('first'));
    });

    it('gives a room to the owner whose write is repeated, as the SDK does where a reply got lost', async () => {
      const outlet = newOutlet();
      await store.take(outlet, state('first'), undefined);
      expect(await store.take(outlet, state('first'), undefined)).toBe(true);
      expect(await store.take(outlet, state('second'), state('first'))).toBe(true);
      expect(await store.take(outlet, state('second'), state('first'))).toBe(true);
      expect(await store.take(outlet, state('first'), undefined)).toBe(false);
    });

    it('lists the rooms that are held, and none that was let go', async () => {
      const [held, released] = [newOutlet(), newOutlet()];
      const away: Outlet = { ...released, audience: 'away' };
      await store.take(held, state('first'), undefined);
      await store.take(released, state('first'), undefined);
      await store.keep(released, state('first', { heldUntil: 0 }));
      await store.take(away, state('second'), undefined);
      const found: { outlet: Outlet; state: PumpState }[] = [];
      for await (const one of store.held()) found.push(one);
      const ours = ({ outlet }: { outlet: Outlet }) => [held.room, released.room].includes(outlet.room);
      expect(new Set(found.filter(ours))).toEqual(
        new Set([
          { outlet: held, state: state('first') },
          { outlet: away, state: state('second') },
        ]),
      );
    });
  });
}
