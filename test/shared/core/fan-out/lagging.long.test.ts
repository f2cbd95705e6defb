/** Connections that take no posts: what their neighbours, their senders and they themselves see. */
import { afterAll, describe, expect, it } from 'vitest';
import { fanOut } from '../../../../shared/core/fan-out/fan-out.ts';
import { memberOf, openWorld } from '../../../support/fan-out-world.ts';

const world = await openWorld();
afterAll(() => world.close());

type Room = Awaited<ReturnType<typeof world.room>>;

/** The second member stops reading. Returns what lets it go on. */
function stall({ audience, members }: Room, how: 'throttled' | 'failed' = 'throttled') {
  const [, slow] = members;
  if (!slow) throw new Error('a room of two at least');
  let stalled = true;
  let tries = 0;
  audience.outcome = connectionId => {
    if (connectionId !== slow.connectionId || !stalled) return 'posted';
    tries += 1;
    return how;
  };
  return {
    slow,
    listener: audience.listener(slow.connectionId),
    tries: () => tries,
    drains: () => {
      stalled = false;
    },
  };
}

describe.each([
  ['small', 100],
  ['large', 0],
])('in a %s room', (size, directLimit) => {
  it.each(['throttled', 'failed'] as const)(
    'a connection whose posts are %s holds up nobody, and is told once that it missed something',
    async how => {
      const room = await world.room(6, { directLimit });
      const { listener, drains } = stall(room, how);
      const began = Date.now();
      await room.send('one');
      if (size === 'small') expect(Date.now() - began).toBeLessThan(3_000);
      await expect
        .poll(() => room.fanOut.begun.filter(({ kind }) => kind === 'lagging').length, { timeout: 5_000 })
        .toBe(1);
      for (const text of ['two', 'three', 'four']) await room.send(text);
      // Found again at each try of its drain, it may be handed over anew; it is never left to nobody.
      drains();
      await room.fanOut.idle();
      expect(listener.others).toEqual([{ type: 'lagging', room: room.name }]);
      await room.send('five');
      await room.fanOut.idle();
      expect(listener.pushed.at(-1)?.text).toBe('five');
      for (const member of room.members.slice(2))
        expect(room.audience.listener(member.connectionId).applied()).toHaveLength(5);
    },
  );

  it('one that is gone when its turn comes is taken out of the room', async () => {
    const room = await world.room(4, { directLimit });
    const { slow } = stall(room);
    await room.send('one');
    await expect
      .poll(() => room.fanOut.begun.some(({ kind }) => kind === 'lagging'), { timeout: 5_000 })
      .toBe(true);
    room.audience.outcome = connectionId => (connectionId === slow.connectionId ? 'gone' : 'posted');
    await room.fanOut.idle();
    expect(await world.connections.atMost(room.name, 1_000)).toHaveLength(3);
    expect(await world.connections.ofUser(slow.userId)).toEqual([]);
  });

  it('one that leaves meanwhile is told nothing more of the room, and stays open', async () => {
    const room = await world.room(4, { directLimit });
    const { slow, listener, drains } = stall(room);
    await room.send('one');
    await expect
      .poll(() => room.fanOut.begun.some(({ kind }) => kind === 'lagging'), { timeout: 5_000 })
      .toBe(true);
    await world.connections.unsubscribe(slow.userId, slow.connectionId, room.name);
    drains();
    await room.fanOut.idle();
    expect(listener.others).toEqual([]);
    expect(listener.pushed).toEqual([]);
    expect([...room.audience.closed]).toEqual([]);
    expect(await world.connections.ofUser(slow.userId)).toHaveLength(1);
  });

  it('one that never reads again is closed in the end, so that its client comes back and asks', async () => {
    const room = await world.room(4, { directLimit }, { timeoutMs: 1_500 });
    const { slow } = stall(room);
    await room.send('one');
    await room.fanOut.idle();
    expect(room.audience.closed).toContain(slow.connectionId);
    expect(await world.connections.atMost(room.name, 1_000)).toHaveLength(3);
  });

  it('a worker that sees to one may die: its retry sees to it again', async () => {
    const room = await world.room(4, { directLimit });
    const { listener, drains } = stall(room);
    await room.send('one');
    await expect
      .poll(() => [...room.fanOut.running].some(({ event }) => event.kind === 'lagging'))
      .toBe(true);
    for (const run of room.fanOut.running) if (run.event.kind === 'lagging') run.kill();
    drains();
    await room.fanOut.idle();
    expect(listener.others).toEqual([{ type: 'lagging', room: room.name }]);
  });
});

describe('a direct room', () => {
  it('leaves a lagging connection out too, and gives it what it missed first', async () => {
    const [alice, bob] = ['alice', 'bob'].map((userId, index) => ({ ...memberOf('dm', index), userId }));
    if (!alice || !bob) throw new Error('two users');
    const room = await world.room(0, { directLimit: 100 });
    for (const one of [alice, bob]) await world.connections.open(one);
    let stalled = true;
    room.audience.outcome = connectionId =>
      stalled && connectionId === bob.connectionId ? 'throttled' : 'posted';
    const from = { userId: alice.userId, name: alice.name };
    const push = (seq: number) =>
      fanOut(
        room.deps,
        {
          entry: {
            room: 'dm:alice:bob',
            epoch: 'e',
            seq,
            messageId: `message-${seq}`,
            from,
            text: 'hi',
            sentAt: 1,
          },
          except: alice.connectionId,
        },
        { receivedAt: Date.now(), deadline: performance.now() + 28_000 },
      );
    await push(1);
    await push(2);
    stalled = false;
    await room.fanOut.idle();
    const { pushed, others } = room.audience.listener(bob.connectionId);
    expect(pushed.map(({ seq }) => seq)).toEqual([1]);
    expect(others).toEqual([{ type: 'lagging', room: 'dm:alice:bob' }]);
  });
});
