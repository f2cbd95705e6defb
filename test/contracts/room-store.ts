/** What every RoomStore must do, whichever engine is behind it. */
import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { RoomStore } from '../../shared/core/ports.ts';

const NOBODY = {
  role: undefined,
  invitedRole: undefined,
  left: false,
  bannedUntil: undefined,
  mutedUntil: undefined,
};

export function roomStoreContract(store: RoomStore): void {
  describe('a room store', () => {
    let room: string;
    let userId: string;
    const created = (createdBy: string) => ({
      kind: 'private' as const,
      createdBy,
      createdAt: 1_700_000_000_000,
    });
    const invitation = (to = room) => ({
      room: to,
      role: 'member' as const,
      by: { userId: 'owner', name: 'the owner' },
      at: 1_700_000_000_000,
    });
    const mark = (seq: number, epoch = 'first') => ({ seq, ordinal: seq - 1, epoch });

    beforeEach(() => {
      room = `room-${randomUUID()}`;
      userId = `user-${randomUUID()}`;
    });

    it('knows nothing of a room nobody created', async () => {
      expect(await store.room(room)).toBeUndefined();
      expect(await store.role(room, userId)).toBeUndefined();
      expect(await store.place(room, userId)).toEqual(NOBODY);
      expect(await store.mark(room, userId)).toBeUndefined();
    });

    it('gives a room to one of those who create it at once, and tells all of them whose it is', async () => {
      const users = Array.from({ length: 8 }, (_, index) => `user-${index}`);
      const results = await Promise.all(users.map(user => store.create(room, created(user))));
      expect(new Set(results.map(result => result?.createdBy)).size).toBe(1);
      expect(await store.room(room)).toEqual(results[0]);
    });

    it('gives a role only to who has the one that was seen, and keeps it until it is changed or taken away', async () => {
      expect(await store.setRole(room, userId, 'member', undefined)).toBe(true);
      expect(await store.setRole(room, userId, 'moderator', undefined), 'a member already').toBe(false);
      expect(await store.role(room, userId)).toBe('member');
      expect(await store.role(room, userId, 'eventual')).toBe('member');
      expect(await store.setRole(room, userId, 'moderator', 'member')).toBe(true);
      expect(await store.role(room, userId)).toBe('moderator');
      expect(await store.remove(room, userId, 'member'), 'a moderator meanwhile').toBe(false);
      expect(await store.remove(room, userId, 'moderator')).toBe(true);
      expect(await store.setRole(room, userId, 'member', 'moderator'), 'gone meanwhile').toBe(false);
      expect(await store.role(room, userId)).toBeUndefined();
      expect(await store.remove(room, userId, undefined)).toBe(true);
    });

    it('tells a member who only reads from one who speaks, in every change of their role', async () => {
      await store.setRole(room, userId, 'member', undefined);
      expect(await store.setRole(room, userId, 'readonly', 'moderator')).toBe(false);
      expect(await store.setRole(room, userId, 'readonly', 'member')).toBe(true);
      expect(await store.role(room, userId)).toBe('readonly');
      expect(await store.setRole(room, userId, 'moderator', 'member'), 'only reads meanwhile').toBe(false);
      expect(await store.remove(room, userId, 'member'), 'only reads meanwhile').toBe(false);
      expect((await store.ofUser(userId, { limit: 10 })).items).toMatchObject([{ room, role: 'readonly' }]);
      expect(await store.setRole(room, userId, 'member', 'readonly')).toBe(true);
      expect(await store.role(room, userId)).toBe('member');
      await store.setRole(room, userId, 'readonly', 'member');
      expect(await store.remove(room, userId, 'readonly')).toBe(true);
      expect(await store.place(room, userId)).toEqual(NOBODY);
    });

    it('hands a room over once, from who owns it, and keeps its owner in it', async () => {
      await store.create(room, created('alice'));
      expect(await store.handOver(room, 'bob', 'carol')).toBe(false);
      expect(await store.handOver(room, 'bob', 'alice')).toBe(true);
      expect(await store.handOver(room, 'carol', 'alice')).toBe(false);
      expect(await store.room(room)).toMatchObject({ createdBy: 'alice', owner: 'bob' });
      await store.setRole(room, 'bob', 'owner', undefined);
      expect(await store.leave(room, 'bob', 1)).toBe(false);
      expect(await store.role(room, 'bob')).toBe('owner');
    });

    it('has everyone looked up in a room that is there, and makes no room of one', async () => {
      await store.restrict(room);
      expect(await store.room(room)).toBeUndefined();
      await store.create(room, created('alice'));
      await store.restrict(room);
      expect(await store.room(room)).toMatchObject({ restricted: true });
      await store.restrict(room, 'bans');
      expect(await store.room(room)).toMatchObject({ restricted: true, bans: true });
    });

    it('lists members by their ids, in pages, and nobody who is none', async () => {
      for (const user of ['b-2', 'b-1', 'a', 'c']) await store.setRole(room, user, 'member', undefined);
      await store.invite('b-0', invitation());
      await store.leave(room, 'c', 1);
      const { items, next } = await store.members(room, { limit: 2 });
      expect(items).toEqual([{ userId: 'a', role: 'member', since: expect.any(Number) }]);
      expect(next).toBe('b-0');
      const rest = await store.members(room, { after: next, limit: 10 });
      expect(rest.items.map(one => one.userId)).toEqual(['b-1', 'b-2']);
      expect(rest.next).toBeUndefined();
      const begin = await store.members(room, { prefix: 'b-', after: 'b-1', limit: 10 });
      expect(begin.items.map(one => one.userId)).toEqual(['b-2']);
    });

    it('takes the figure of a room that is there, and makes no room of one', async () => {
      await store.setConnections(room, 1_500, 1);
      expect(await store.room(room)).toBeUndefined();
      await store.create(room, created('alice'));
      await store.setConnections(room, 1_500, 2);
      expect(await store.room(room)).toMatchObject(created('alice'));
    });

    it('makes a member of an invited user once they accept, and of nobody else', async () => {
      expect(await store.accept(room, userId)).toBeUndefined();
      expect(await store.invite(userId, invitation())).toBe(true);
      expect(await store.role(room, userId)).toBeUndefined();
      expect(await store.place(room, userId)).toEqual({ ...NOBODY, invitedRole: 'member' });
      expect(await store.accept(room, userId)).toBe('member');
      expect(await store.role(room, userId)).toBe('member');
      expect(await store.accept(room, userId), 'again, after a lost reply').toBe('member');
      expect(await store.invite(userId, invitation()), 'of a member').toBe(false);
    });

    it('keeps out who declined or left until they accept a new invitation, also if they are removed meanwhile', async () => {
      await store.invite(userId, invitation());
      expect(await store.decline(room, userId, 1)).toBe(true);
      expect(await store.decline(room, userId, 1)).toBe(false);
      expect(await store.accept(room, userId)).toBeUndefined();
      expect(await store.setRole(room, userId, 'member', undefined)).toBe(false);
      await store.invite(userId, invitation());
      await store.remove(room, userId, undefined);
      expect(await store.place(room, userId)).toEqual({ ...NOBODY, left: true });
      await store.invite(userId, invitation());
      await store.accept(room, userId);
      expect(await store.place(room, userId)).toEqual({ ...NOBODY, role: 'member' });
      await store.leave(room, userId, 2);
      expect(await store.place(room, userId)).toEqual({ ...NOBODY, left: true });
      expect((await store.ofUser(userId, { limit: 10 })).items).toEqual([]);
      expect((await store.invitationsOf(userId, { limit: 10 })).items).toEqual([]);
    });

    it('keeps the highest read mark of an epoch, makes nobody a member by it, and keeps the role with it', async () => {
      expect(await store.markRead(room, userId, mark(5))).toBe(true);
      expect(await store.markRead(room, userId, mark(3))).toBe(false);
      expect(await store.markRead(room, userId, mark(5))).toBe(false);
      expect(await store.mark(room, userId)).toEqual(mark(5));
      expect(await store.role(room, userId)).toBeUndefined();
      await store.setRole(room, userId, 'member', undefined);
      expect(await store.markRead(room, userId, mark(7))).toBe(true);
      expect(await store.role(room, userId)).toBe('member');
      expect(await store.markRead(room, userId, mark(2, 'second')), 'of a new log').toBe(true);
      expect(await store.mark(room, userId)).toEqual(mark(2, 'second'));
    });

    it('lists a user’s rooms with their roles and marks, and nobody else’s', async () => {
      await store.setRole(room, userId, 'owner', undefined);
      await store.markRead(`${room}-read`, userId, mark(2));
      await store.setRole(room, `${userId}-2`, 'member', undefined);
      expect(await store.ofUser(userId, { limit: 10 })).toEqual({
        items: [
          { room, role: 'owner', mark: undefined },
          { room: `${room}-read`, role: undefined, mark: mark(2) },
        ],
        next: undefined,
      });
    });

    it('lists in pages that together are the whole, with no invitation among the rooms', async () => {
      const rooms = ['a', 'b', 'c', 'd', 'e'].map(letter => `${room}-${letter}`);
      for (const own of rooms) await store.setRole(own, userId, 'member', undefined);
      for (const other of rooms) await store.invite(userId, invitation(`0-${other}`));
      await store.markRead(`0-${rooms[0]}`, userId, mark(1));
      const listed: string[] = [];
      let after: string | undefined;
      do {
        const { items, next } = await store.ofUser(userId, { after, limit: 2 });
        expect(items.length).toBeLessThanOrEqual(2);
        listed.push(...items.map(item => item.room));
        after = next;
      } while (after !== undefined);
      expect(listed).toEqual(rooms);
      const first = await store.invitationsOf(userId, { limit: 3 });
      const rest = await store.invitationsOf(userId, { after: first.next, limit: 10 });
      expect([...first.items, ...rest.items]).toEqual(rooms.map(other => invitation(`0-${other}`)));
    });
  });
}
