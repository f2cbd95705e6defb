/** What every DeletionStore must do, whichever engine is behind it. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { MessageStore, RoomStore } from '../../shared/core/ports.ts';
import type { DeletionStore } from '../../shared/core/rooms/ports.ts';

export function deletionStoreContract({
  deletions,
  rooms,
  messages,
}: {
  readonly deletions: DeletionStore;
  readonly rooms: RoomStore;
  readonly messages: MessageStore;
}): void {
  describe('a store of rooms to be deleted', () => {
    it('deletes a room of its owner, once, counts what is gone, and keeps the room’s own word to the end', async () => {
      const room = `room-${randomUUID()}`;
      await rooms.create(room, { kind: 'public', createdBy: 'alice', createdAt: 1 });
      for (const user of ['a', 'b', 'c']) await rooms.setRole(room, user, 'member', undefined);
      expect(await deletions.begin(room, 'bob', 5)).toBe(false);
      expect((await rooms.room(room))?.deletedAt).toBeUndefined();
      await deletions.finish(room);
      expect(await deletions.begin(room, 'alice', 5)).toBe(true);
      expect(await deletions.begin(room, 'alice', 6), 'again').toBe(false);
      expect(await deletions.waiting(100)).toContainEqual({ room, deletedAt: 5, removed: 0 });
      expect(await messages.log(room)).toMatchObject({ kind: 'deleted' });
      expect(await messages.kind(room)).toMatchObject({ kind: 'deleted' });
      expect(await deletions.remove(room, 2)).toBe(2);
      expect(await messages.kind(room)).toMatchObject({ kind: 'deleted' });
      expect(await deletions.remove(room, 2)).toBe(1);
      expect(await deletions.find(room)).toEqual({ room, deletedAt: 5, removed: 3 });
      expect(await deletions.remove(room, 2)).toBe(1);
      expect(await messages.kind(room)).toMatchObject({ kind: 'open' });
      expect(await deletions.remove(room, 2)).toBe(0);
      await deletions.finish(room);
      expect(await deletions.find(room)).toBeUndefined();
    });
  });
}
