/** What every ConnectionStore must do, whichever engine is behind it. */
import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { CensusItem, Connection, ConnectionStore, Subscription } from '../../shared/core/ports.ts';
import { stoppedClock } from './clock.ts';

export function connectionStoreContract(make: (now: () => number) => ConnectionStore): void {
  describe('a connection store', () => {
    const clock = stoppedClock();
    const store = make(clock.now);
    const seconds = () => Math.floor(clock.now() / 1000);
    let room: string;
    let userId: string;

    const connection = (connectionId: string, livesSeconds = 3_600): Connection => ({
      connectionId,
      userId,
      name: 'alice',
      groups: ['admins'],
      connectedAt: clock.now(),
      expiresAt: seconds() + livesSeconds,
    });
    const subscription = (connectionId: string, livesSeconds = 3_600): Subscription => ({
      room,
      connectionId,
      userId,
      name: 'alice',
      joinedAt: clock.now(),
      expiresAt: seconds() + livesSeconds,
    });
    const subscribers = async () => {
      const found: string[] = [];
      for await (const page of store.subscribers(room)) found.push(...page.map(item => item.connectionId));
      return found.sort();
    };

    beforeEach(() => {
      room = `room-${randomUUID()}`;
      userId = `user-${randomUUID()}`;
    });

    it('finds every connection of a user, as it was opened', async () => {
      await store.open(connection('a'));
      await store.open(connection('b'));
      expect(await store.ofUser(userId)).toEqual([connection('a'), connection('b')]);
    });

    it('finds a subscription, and who is in a room', async () => {
      await store.open(connection('a'));
      await store.open(connection('b'));
      expect(await store.subscribe(subscription('a'))).toBe('subscribed');
      expect(await store.subscribe(subscription('b'))).toBe('subscribed');
      expect(await store.subscription(room, 'a')).toEqual(subscription('a'));
      expect(await store.subscription(room, 'c')).toBeUndefined();
      expect(await subscribers()).toEqual(['a', 'b']);
    });

    it('reads everyone in a small room at once, and says where there are more', async () => {
      for (const id of ['a', 'b', 'c']) {
        await store.open(connection(id));
        await store.subscribe(subscription(id));
      }
      expect((await store.atMost(room, 3))?.map(({ connectionId }) => connectionId)).toEqual(['a', 'b', 'c']);
      expect(await store.atMost(room, 2)).toBeUndefined();
      expect(await store.atMost(`${room}-empty`, 2)).toEqual([]);
    });

    it('reads a room in parts that together are the whole, wherever it is cut', async () => {
      const ids = ['Ab-_=', 'Ab', 'Ab=', 'AbC=', '0z=', 'zz=', '_9', '-a', 'aB='];
      for (const id of ids) {
        await store.open(connection(id));
        await store.subscribe(subscription(id));
      }
      for (const size of [1, 2, 4, 9, 20]) {
        const ends = await store.cut(room, size);
        const parts: string[][] = [];
        for (const [index, upTo] of [...ends, undefined].entries()) {
          const part: string[] = [];
          for await (const page of store.subscribers(room, { after: ends[index - 1], upTo, page: 2 }))
            part.push(...page.map(item => item.connectionId));
          parts.push(part);
        }
        expect(parts.flat().sort()).toEqual([...ids].sort());
        for (const part of parts) expect(part.length).toBeLessThanOrEqual(size);
      }
    });

    it('marks a place as lagging once, until it is taken back, has run out, or is joined anew', async () => {
      await store.open(connection('a'));
      await store.subscribe(subscription('a'));
      const place = { room, userId, connectionId: 'a' };
      const until = seconds() + 60;
      expect(await store.markLagging(place, until)).toBe(true);
      expect(await store.markLagging(place, until), 'marked already').toBe(false);
      expect(await store.atMost(room, 1)).toEqual([{ ...subscription('a'), laggingUntil: until }]);
      expect(await store.markLagging(place, undefined)).toBe(true);
      expect(await store.atMost(room, 1)).toEqual([subscription('a')]);
      await store.markLagging(place, seconds() + 60);
      clock.advance(60_000);
      expect(await store.markLagging(place, seconds() + 60), 'the first mark ran out').toBe(true);
      await store.subscribe(subscription('a'));
      expect((await store.subscription(room, 'a'))?.laggingUntil).toBeUndefined();
    });

    it('marks no place whose connection has expired', async () => {
      await store.open(connection('a'));
      await store.subscribe(subscription('a'));
      clock.advance(3_600_000);
      for (const place of [room, 'dm:a:b'].map(where => ({ room: where, userId, connectionId: 'a' })))
        for (const until of [seconds() + 60, undefined])
          expect(await store.markLagging(place, until), place.room).toBe(false);
    });

    it('marks a connection itself where the room is a direct one, and nothing that is gone', async () => {
      await store.open(connection('a'));
      const until = seconds() + 60;
      expect(await store.markLagging({ room: 'dm:a:b', userId, connectionId: 'a' }, until)).toBe(true);
      expect(await store.ofUser(userId)).toEqual([{ ...connection('a'), laggingUntil: until }]);
      expect(await store.markLagging({ room, userId, connectionId: 'a' }, until)).toBe(false);
      expect(await store.markLagging({ room, userId, connectionId: 'a' }, undefined)).toBe(false);
      expect(await subscribers()).toEqual([]);
    });

    it('keeps until when a connection has a room in view, as it joined or as it said since, and of no room it is not in', async () => {
      await store.open(connection('a'));
      const place = { room, connectionId: 'a' };
      expect(await store.setView(place, seconds() + 60), 'before the join').toBe(false);
      await store.subscribe({ ...subscription('a'), viewUntil: 0 });
      expect(await store.atMost(room, 1)).toEqual([{ ...subscription('a'), viewUntil: 0 }]);
      expect(await store.setView(place, seconds() + 60)).toBe(true);
      expect(await store.subscription(room, 'a')).toEqual({
        ...subscription('a'),
        viewUntil: seconds() + 60,
      });
      await store.subscribe({ ...subscription('a'), viewUntil: 7 }, { pending: true });
      expect((await store.subscription(room, 'a'))?.viewUntil).toBe(7);
      await store.subscribe(subscription('a'), { pending: true });
      expect(await store.subscription(room, 'a')).toEqual(subscription('a'));
      await store.unsubscribe(userId, 'a', room);
      expect(await store.setView(place, seconds() + 60)).toBe(false);
      await store.subscribe(subscription('a'), { pending: true });
      expect(await store.setView(place, seconds() + 60), 'pending').toBe(false);
    });

    it('keeps which direct rooms a connection has in view, and of none that is gone', async () => {
      await store.open(connection('a'));
      const own = { userId, connectionId: 'a' };
      for (const rooms of [new Set(['dm:a:b', 'dm:a:c']), new Set<string>()]) {
        expect(await store.setDirectView(own, { rooms, until: 9 })).toBe(true);
        expect(await store.ofUser(userId)).toEqual([{ ...connection('a'), directView: { rooms, until: 9 } }]);
      }
      await store.close(userId, 'a');
      expect(await store.setDirectView(own, { rooms: new Set(), until: 9 })).toBe(false);
      expect(await store.ofUser(userId)).toEqual([]);
    });

    it('subscribes twice as once', async () => {
      await store.open(connection('a'));
      await store.subscribe(subscription('a'));
      await store.subscribe(subscription('a'));
      expect(await subscribers()).toEqual(['a']);
      expect(await store.close(userId, 'a')).toEqual([room]);
    });

    it('takes a connection out of the room it leaves, and of no other', async () => {
      await store.open(connection('a'));
      await store.subscribe(subscription('a'));
      await store.subscribe({ ...subscription('a'), room: `${room}-2` });
      await store.unsubscribe(userId, 'a', room);
      expect(await subscribers()).toEqual([]);
      expect(await store.subscription(`${room}-2`, 'a')).toBeDefined();
      expect(await store.close(userId, 'a')).toEqual([`${room}-2`]);
    });

    it('closes a connection with all its subscriptions, and names the rooms', async () => {
      await store.open(connection('a'));
      await store.subscribe(subscription('a'));
      expect(await store.close(userId, 'a')).toEqual([room]);
      expect(await store.ofUser(userId)).toEqual([]);
      expect(await subscribers()).toEqual([]);
      expect(await store.close(userId, 'a'), 'closing again').toBeUndefined();
    });

    it('leaves nothing behind where a connection subscribes after it was closed', async () => {
      await store.open(connection('a'));
      await store.close(userId, 'a');
      expect(await store.subscribe(subscription('a'))).toBe('ended');
      await store.unsubscribe(userId, 'a', room);
      expect(await subscribers()).toEqual([]);
      expect(await store.ofUser(userId)).toEqual([]);
    });

    it('says of a connection which token it was opened with, and that it is upgraded once it is in a room', async () => {
      const from = { address: '203.0.113.7', agent: 'Firefox 145, Linux' };
      await store.open({ ...connection('a'), issuedAt: 17, ...from });
      expect(await store.ofUser(userId)).toEqual([{ ...connection('a'), issuedAt: 17, ...from }]);
      await store.subscribe(subscription('a'));
      expect(await store.ofUser(userId)).toEqual([
        { ...connection('a'), issuedAt: 17, ...from, upgraded: true, inRooms: new Set([room]) },
      ]);
    });

    it('is scanned until what is looked for was found', async () => {
      await store.open({ ...connection('a'), issuedAt: 17 });
      await store.subscribe(subscription('a'));
      const found: CensusItem[] = [];
      await store.scan(
        async items => {
          found.push(...items.filter(item => item.userId === userId));
        },
        () => found.length > 1,
      );
      const { connectionId, name, connectedAt, expiresAt } = connection('a');
      const both = { userId, connectionId, name, expiresAt };
      expect(found).toContainEqual({
        kind: 'connection',
        ...both,
        connectedAt,
        issuedAt: 17,
        upgraded: true,
      });
      expect(found).toContainEqual({ kind: 'subscription', ...both, room });
    });

    it('has nobody see a pending subscription until it is confirmed, but who asks for such', async () => {
      await store.open(connection('a'));
      expect(await store.subscribe(subscription('a'), { pending: true })).toBe('subscribed');
      expect(await store.subscription(room, 'a')).toBeUndefined();
      expect(await subscribers()).toEqual([]);
      expect(await store.atMost(room, 5)).toEqual([]);
      const pending: Subscription[] = [];
      for await (const page of store.subscribers(room, { toEnd: true })) pending.push(...page);
      expect(pending).toEqual([subscription('a')]);
      expect(await store.confirm(room, 'a')).toBe('confirmed');
      expect(await store.confirm(room, 'a'), 'again').toBe('renewed');
      expect(await store.subscription(room, 'a')).toEqual(subscription('a'));
      expect(await store.atMost(room, 5, 'eventual')).toEqual([subscription('a')]);
    });

    it('leaves a subscription in force that is joined anew, pending or not, and takes its mark of lagging away', async () => {
      await store.open(connection('a'));
      await store.subscribe(subscription('a'));
      await store.markLagging({ room, userId, connectionId: 'a' }, seconds() + 60);
      expect(await store.subscribe(subscription('a'), { pending: true })).toBe('renewed');
      expect(await store.subscription(room, 'a')).toEqual(subscription('a'));
    });

    it('confirms nothing that was taken away meanwhile, and says of what was pending that nobody left', async () => {
      await store.open(connection('a'));
      await store.subscribe(subscription('a'), { pending: true });
      expect(await store.unsubscribe(userId, 'a', room)).toBe(false);
      expect(await store.confirm(room, 'a')).toBeUndefined();
      await store.subscribe(subscription('a'), { pending: true });
      expect(await store.close(userId, 'a')).toEqual([]);
      expect(await store.confirm(room, 'a')).toBeUndefined();
      expect(await subscribers()).toEqual([]);
    });

    it('refuses a connection more rooms than it may be in, and writes nothing; those it is in it joins again', async () => {
      await store.open(connection('a'));
      const join = (own: string) => store.subscribe({ ...subscription('a'), room: own }, { most: 2 });
      const [first, second, third] = [`${room}-1`, `${room}-2`, `${room}-3`];
      expect(await Promise.all([join(first), join(second)])).toEqual(['subscribed', 'subscribed']);
      expect(await join(third)).toBe('full');
      expect(await store.subscription(third, 'a')).toBeUndefined();
      expect(await join(second)).toBe('renewed');
      await store.unsubscribe(userId, 'a', first);
      expect(await join(third)).toBe('subscribed');
      expect((await store.close(userId, 'a'))?.sort()).toEqual([second, third]);
    });

    it('has those be ended that expired a moment ago: the clock that says so may be ahead', async () => {
      await store.open(connection('late', -60));
      await store.subscribe(subscription('late', -60));
      expect(await store.ofUser(userId)).toEqual([]);
      expect((await store.ofUser(userId, { toEnd: true })).map(one => one.connectionId)).toEqual(['late']);
      const toEnd: string[] = [];
      for await (const page of store.subscribers(room, { toEnd: true }))
        toEnd.push(...page.map(one => one.connectionId));
      expect(toEnd).toEqual(['late']);
    });

    it('takes what has expired for gone', async () => {
      await store.open(connection('a', 10));
      await store.subscribe(subscription('a', 10));
      clock.advance(10_000);
      expect(await store.subscription(room, 'a')).toBeUndefined();
      expect(await subscribers()).toEqual([]);
      expect(await store.ofUser(userId)).toEqual([]);
    });
  });
}
