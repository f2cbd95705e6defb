/** What every QuotaStore must do, whichever engine is behind it. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { QuotaStore } from '../../shared/core/quotas.ts';

const DAY = '2026-11-27';

export function quotaStoreContract(store: QuotaStore): void {
  describe('a store of what was done on a day', () => {
    it('counts up to a limit, however many count at once, and says of what there would be too many', async () => {
      const userId = randomUUID();
      const threeInvitations = () => store.count({ userId }, DAY, { invitations: 3 }, { invitations: 10 });
      const over = await Promise.all(Array.from({ length: 5 }, threeInvitations));
      expect(over.filter(name => name === undefined)).toHaveLength(3);
      expect(over.filter(name => name === 'invitations')).toHaveLength(2);
      const most = { rooms: 2, invitations: 10 };
      expect(await store.count({ userId }, DAY, { rooms: 1, invitations: 1 }, most)).toBeUndefined();
      expect(await store.count({ userId }, DAY, { rooms: 1, invitations: 1 }, most)).toBe('invitations');
      expect(await store.counted({ userId }, DAY), 'neither').toEqual({ rooms: 1, invitations: 10 });
      expect(await store.count({ userId }, DAY, { rooms: 1 }, most)).toBeUndefined();
      expect(await store.count({ userId }, DAY, { rooms: 1 }, most)).toBe('rooms');
      expect(await store.count({ userId: `${userId}-2` }, DAY, { rooms: 3 }, most), 'more than ever').toBe(
        'rooms',
      );
      expect(
        await store.count({ userId }, '2026-11-28', { rooms: 2 }, most),
        'the day after',
      ).toBeUndefined();
    });

    it('counts all users together apart from each', async () => {
      const { rooms = 0 } = await store.counted('all', DAY);
      await store.count({ userId: randomUUID() }, DAY, { rooms: 1 }, { rooms: 5 });
      expect(await store.count('all', DAY, { rooms: 1 }, { rooms: rooms + 1 })).toBeUndefined();
      expect(await store.count('all', DAY, { rooms: 1 }, { rooms: rooms + 1 })).toBe('rooms');
    });
  });
}
