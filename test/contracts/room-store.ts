/** What every RoomStore must do, whichever engine is behind it. */
import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { RoomStore } from '../../shared/core/ports.ts';

export function roomStoreContract(store: RoomStore): void {
  describe('a room store', () => {
    let room: string;
    let userId: string;
    const created = (createdBy: string) => ({
      kind: 'private' as const,
      createdBy,
      createdAt: 1_700_000_000_000,
    });

    beforeEach(() => {
      room = `room-${randomUUID()}`;
      userId = `user-${randomUUID()}`;
    });

    it('knows nothing of a room nobody created', async () => {
      expect(await store.room(room)).toBeUndefined();
      expect(await store.role(room, userId)).toBeUndefined();
    });

    it('gives a room to one of those who create it at once, and tells all of them whose it is', async () => {
      const users = Array.from({ length: 8 }, (_, index) => `user-${index}`);
      const answers = await Promise.all(users.map(user => store.create(room, created(user))));
      expect(new Set(answers.map(({ createdBy }) => createdBy)).size).toBe(1);
      expect(await store.room(room)).toEqual(answers[0]);
    });

    it('keeps a role until it is changed or taken away', async () => {
      await store.setRole(room, userId, 'member');
      expect(await store.role(room, userId)).toBe('member');
      await store.setRole(room, userId, 'moderator');
      expect(await store.role(room, userId)).toBe('moderator');
      await store.remove(room, userId);
      expect(await store.role(room, userId)).toBeUndefined();
      await store.remove(room, userId);
    });

    it('takes the figure of a room that is there, and makes no room of one', async () => {
      await store.setConnections(room, 1_500, 1);
      expect(await store.room(room)).toBeUndefined();
      await store.create(room, created('alice'));
      await store.setConnections(room, 1_500, 2);
      expect(await store.room(room)).toMatchObject(created('alice'));
    });

    it('keeps the highest read mark, makes nobody a member by it, and keeps the role beside it', async () => {
      expect(await store.markRead(room, userId, 5)).toBe(5);
      expect(await store.markRead(room, userId, 3)).toBe(5);
      expect(await store.role(room, userId)).toBeUndefined();
      await store.setRole(room, userId, 'member');
      expect(await store.markRead(room, userId, 7)).toBe(7);
      expect(await store.role(room, userId)).toBe('member');
    });

    it('lists a user’s rooms with their roles and marks, at most so many, and nobody else’s', async () => {
      await store.setRole(room, userId, 'owner');
      await store.markRead(`${room}-read`, userId, 2);
      await store.setRole(room, `${userId}-2`, 'member');
      const listed = await store.ofUser(userId, 10);
      expect(listed.sort((a, b) => (a.room < b.room ? -1 : 1))).toEqual([
        { room, role: 'owner', readSeq: 0 },
        { room: `${room}-read`, role: undefined, readSeq: 2 },
      ]);
      expect(await store.ofUser(userId, 1)).toHaveLength(1);
    });
  });
}
