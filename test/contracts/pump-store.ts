/** What every PumpStore must do, whichever engine is behind it. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { PumpState, PumpStore } from '../../shared/core/fan-out/ports.ts';

export function pumpStoreContract(store: PumpStore): void {
  describe('a pump store', () => {
    const state = (owner: string, more: Partial<PumpState> = {}): PumpState => ({
      owner,
      since: 5,
      cursor: 7,
      nextAt: 1_700_000_000_250.5,
      heldUntil: 1_700_000_010_000,
      ...more,
    });

    it('knows nothing of a room that was never pumped', async () => {
      expect(await store.read(randomUUID())).toBeUndefined();
    });

    it('gives a room to one of those who take it at once', async () => {
      const room = randomUUID();
      const owners = Array.from({ length: 8 }, (_, index) => `owner-${index}`);
      const taken = await Promise.all(owners.map(owner => store.take(room, state(owner), undefined)));
      expect(taken.filter(won => won)).toHaveLength(1);
      expect(await store.read(room)).toEqual(state(owners[taken.indexOf(true)] ?? ''));
    });

    it('lets the owner go on, and another only from what it saw', async () => {
      const room = randomUUID();
      await store.take(room, state('first'), undefined);
      expect(await store.keep(room, state('second'))).toBe(false);
      expect(await store.keep(room, state('first', { cursor: 9 }))).toBe(true);
      expect(await store.take(room, state('second'), state('first')), 'it saw an older state').toBe(false);
      expect(await store.take(room, state('second'), state('first', { cursor: 9 }))).toBe(true);
      expect(await store.keep(room, state('first', { cursor: 10 })), 'taken over').toBe(false);
    });

    it('gives a room to the owner whose write is repeated, as the SDK does where a reply got lost', async () => {
      const room = randomUUID();
      await store.take(room, state('first'), undefined);
      expect(await store.take(room, state('first'), undefined)).toBe(true);
      expect(await store.take(room, state('second'), state('first'))).toBe(true);
      expect(await store.take(room, state('second'), state('first'))).toBe(true);
      expect(await store.take(room, state('first'), undefined)).toBe(false);
    });

    it('lists the rooms that are held, and none that was let go', async () => {
      const [held, released] = [randomUUID(), randomUUID()];
      await store.take(held, state('first'), undefined);
      await store.take(released, state('first'), undefined);
      await store.keep(released, state('first', { heldUntil: 0 }));
      const rooms = new Map<string, PumpState>();
      for await (const { room, state } of store.held()) rooms.set(room, state);
      expect(rooms.get(held)).toEqual(state('first'));
      expect(rooms.has(released)).toBe(false);
    });
  });
}
