/** What every SnapshotStore must do, whichever engine is behind it. */
import { describe, expect, it } from 'vitest';
import type { SnapshotStore } from '../../shared/core/ports.ts';

export function snapshotStoreContract(store: SnapshotStore): void {
  describe('a snapshot store', () => {
    it('has none, and then the newest', async () => {
      const snapshot = {
        connections: 3,
        users: 2,
        rooms: 1,
        topRooms: [{ room: 'a', connections: 3 }],
        asOf: 1,
      };
      expect(await store.read()).toBeUndefined();
      await store.write(snapshot);
      expect(await store.read()).toEqual(snapshot);
      await store.write({ ...snapshot, connections: 4, topRooms: [], asOf: 2 });
      expect(await store.read()).toEqual({ ...snapshot, connections: 4, topRooms: [], asOf: 2 });
    });
  });
}
