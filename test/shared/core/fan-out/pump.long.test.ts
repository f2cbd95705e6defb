/** Large rooms: what everyone in one is given, whatever dies on the way. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { LIMITS, type Message } from '../../../../shared/protocol/index.ts';
import { memberOf, openWorld } from '../../../support/fan-out-world.ts';

const world = await openWorld();
afterAll(() => world.close());

const seqs = (messages: readonly Message[]) => messages.map(({ seq }) => seq);
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
type Room = Awaited<ReturnType<typeof world.room>>;

/** Everyone's applied log is the room's, and nobody was given anything else. */
async function expectComplete({ listeners, log }: Room): Promise<void> {
  const whole = await log();
  for (const { applied } of listeners) expect(applied()).toEqual(whole);
}

describe('a message to a large room', () => {
  it('is pushed to everyone by the fan-out function, at the price of reading who is there once', async () => {
    const room = await world.room(30);
    await room.send('hello');
    await room.fanOut.idle();
    await expectComplete(room);
    expect(room.audience.posts).toHaveLength(30);
    expect(room.fanOut.begun.map(({ kind }) => kind)).toEqual(['pump']);
  });

  it('that is small is posted to by the sender, whose own connection hears the reply alone', async () => {
    const room = await world.room(30, { directLimit: 30 });
    await room.send('hello');
    expect(room.audience.posts).toHaveLength(29);
    expect(room.fanOut.begun).toEqual([]);
  });

  it('shares its frames with others where the room is busy, and none is over 32 KB', async () => {
    const room = await world.room(10, { roomFramesPerSecond: 4 });
    const text = 'ü😀'.repeat(150);
    for (const number of upTo(60)) await room.send(`${number} ${text}`);
    await room.fanOut.idle();
    await expectComplete(room);
    const frames = room.audience.posts.length / 10;
    expect(frames).toBeLessThan(30);
    expect(Math.max(...room.audience.posts.map(({ bytes }) => bytes))).toBeLessThanOrEqual(LIMITS.frameBytes);
    for (const { pushed } of room.listeners) expect(seqs(pushed), 'in order, once').toEqual(upTo(60));
  });

  it('costs its sender the same however many are there, and a busy room no invocation a message', async () => {
    const room = await world.room(60, { directLimit: 50 });
    await room.send('the first looks');
    world.consumed.length = 0;
    await room.send('the second knows');
    const subscriptions = world.consumed.filter(
      ({ command, table }) => command === 'Query' && table === 'connections',
    );
    expect(subscriptions.length).toBeLessThanOrEqual(1);
    for (const number of upTo(40)) await room.send(`number ${number}`);
    await room.fanOut.idle();
    await expectComplete(room);
    expect(room.fanOut.begun.length).toBeLessThan(20);
  });

  it('reaches every segment, and those who came in behind the last one', async () => {
    const room = await world.room(60, { segmentConnections: 7 });
    await room.send('one');
    await room.fanOut.idle();
    const late = { ...memberOf(room.name, 99), connectionId: 'zzzzzzzzzzz=' };
    await world.join(room.name, late);
    await room.send('two');
    await room.fanOut.idle();
    await expectComplete(room);
    expect(seqs(room.audience.listener(late.connectionId).pushed)).toEqual([2]);
    expect(room.fanOut.begun.some(({ kind }) => kind === 'segment')).toBe(true);
  });

  it('whose sender is slower than the next one comes in its order, and once', async () => {
    const room = await world.room(10);
    const withheld = {
      ...room.deps,
      fanOutFunction: { start: async () => {}, run: async () => ({ posts: 0, passedOver: 0 }) },
    };
    await room.send('its sender died before the fan-out', { messageId: 'withheld-1', own: withheld });
    await room.send('this one is pumped first');
    await room.fanOut.idle();
    for (const { pushed } of room.listeners) expect(seqs(pushed)).toEqual([1, 2]);
    const before = room.audience.posts.length;
    await room.send('its sender died before the fan-out', { messageId: 'withheld-1' });
    await room.fanOut.idle();
    expect(room.audience.posts.length).toBe(before);
    await expectComplete(room);
  });

  it('whose sender is slower than many others is still pushed', async () => {
    const room = await world.room(10);
    const withheld = {
      ...room.deps,
      fanOutFunction: { start: async () => {}, run: async () => ({ posts: 0, passedOver: 0 }) },
    };
    for (const number of upTo(12))
      await room.send(`${number}`, { messageId: `withheld-${number}`, own: withheld });
    await room.send('this one is pumped first');
    await room.fanOut.idle();
    for (const { pushed } of room.listeners) expect(seqs(pushed)).toEqual(upTo(13).slice(2));
    for (const number of [1, 2]) await room.send(`${number}`, { messageId: `withheld-${number}` });
    await room.fanOut.idle();
    await expectComplete(room);
  });

  it('is pushed once more where the room was small in between, but not the whole time in between', async () => {
    const room = await world.room(5, { directLimit: 0 });
    await room.send('large');
    await room.fanOut.idle();
    const small = { ...room.deps, settings: { ...room.deps.settings, directLimit: 10 } };
    small.largeRooms.clear();
    for (const number of upTo(5)) await room.send(`${number}`, { own: small });
    const [last] = (await room.log()).slice(-1);
    // As if sent, and posted to all five, one by one.
    for (let seq = 7; last && seq <= 1_010; seq++)
      await world.messages.append({ ...last, seq, messageId: `message-${seq}` });
    const before = room.audience.posts.length;
    await room.send('large again');
    await room.fanOut.idle();
    expect(room.audience.posts.length - before).toBe(5);
    for (const { pushed } of room.listeners) expect(pushed.at(-1)?.seq).toBe(1_011);
  });
});

describe('when something dies', () => {
  it('the sender between append and fan-out: it sends again, and each has the message once', async () => {
    const room = await world.room(20);
    const dying = {
      ...room.deps,
      fanOutFunction: {
        start: async () => Promise.reject(new Error('killed')),
        run: async () => ({ posts: 0, passedOver: 0 }),
      },
    };
    await expect(room.send('hello', { messageId: 'message-1', own: dying })).rejects.toThrow('killed');
    expect(await room.send('hello', { messageId: 'message-1' })).toMatchObject({ seq: 1, duplicate: true });
    await room.fanOut.idle();
    await expectComplete(room);
    expect(await room.log()).toHaveLength(1);
  });

  it('the pump, holding the lease: within two seconds another takes over, with the next message', async () => {
    const room = await world.room(40, {}, { retryMs: 60_000 });
    let posts = 0;
    room.audience.outcome = () => {
      posts += 1;
      if (posts === 15) for (const run of room.fanOut.running) run.kill();
      return 'posted';
    };
    await room.send('the pump dies while it posts this');
    const died = Date.now();
    await expect.poll(() => posts).toBeGreaterThanOrEqual(15);
    for (let number = 2; room.listeners.some(({ pushed }) => pushed.length === 0); number++) {
      await room.send(`number ${number}`);
      await sleep(100);
      expect(Date.now() - died).toBeLessThan(2_000);
    }
    await expect.poll(() => room.fanOut.running.size).toBe(0);
    await expectComplete(room);
  });

  it('the pump in a room where nobody speaks again: its retry pushes what is left', async () => {
    const room = await world.room(40, { pumpLeaseSeconds: 1 }, { retryMs: 1_100 });
    let posts = 0;
    room.audience.outcome = () => {
      posts += 1;
      if (posts === 15) for (const run of room.fanOut.running) run.kill();
      return 'posted';
    };
    await room.send('the pump dies while it posts this');
    await room.fanOut.idle();
    await expectComplete(room);
  });

  it('the pump, with the entry done that it was begun for: its retry pushes what senders had left to it', async () => {
    const room = await world.room(40, { pumpLeaseSeconds: 1 }, { retryMs: 1_100 });
    let posts = 0;
    room.audience.outcome = async () => {
      posts += 1;
      if (posts === 1) await room.send('its sender finds the room held');
      if (posts === 55) for (const run of room.fanOut.running) run.kill();
      return 'posted' as const;
    };
    await room.send('the pump is begun for this');
    await expect.poll(() => posts).toBeGreaterThanOrEqual(55);
    await room.fanOut.idle();
    await expectComplete(room);
  });

  it('the store’s patience: the pump’s retry need not wait for the lease that the first try took', async () => {
    const room = await world.room(10, { pumpLeaseSeconds: 30 });
    await room.send('the first looks how large the room is');
    await room.fanOut.idle();
    const failing = vi.spyOn(world.connections, 'atMost').mockRejectedValueOnce(new Error('throttled'));
    await room.send('the second meets the fault');
    await room.fanOut.idle();
    failing.mockRestore();
    expect(room.fanOut.begun).toHaveLength(3);
    await expectComplete(room);
  });

  it('a worker: it is done again, in the same order', async () => {
    const room = await world.room(60, { segmentConnections: 20 });
    let segments = 0;
    room.audience.outcome = () => {
      const workers = [...room.fanOut.running].filter(({ event }) => event.kind === 'segment');
      if (workers.length > 0 && segments === 0) {
        segments += 1;
        workers[0]?.kill();
      }
      return 'posted';
    };
    for (const number of upTo(10)) await room.send(`number ${number}`);
    await room.fanOut.idle();
    await expectComplete(room);
    expect(room.warnings.map(({ event }) => event)).toContain('worker died');
    for (const { pushed } of room.listeners) expect([...new Set(seqs(pushed))]).toEqual(upTo(10));
  });

  it('every worker of a segment: the rest of the room goes on, and the segment ends as a dead letter that can be handed in again', async () => {
    const room = await world.room(60, { segmentConnections: 20 }, { retryMs: 10 });
    const poisoned = new Set(
      room.members
        .map(({ connectionId }) => connectionId)
        .sort()
        .slice(0, 20),
    );
    let poison = true;
    room.audience.outcome = connectionId => {
      if (poison && poisoned.has(connectionId)) throw new Error('poison');
      return 'posted';
    };
    await room.send('one');
    await room.send('two');
    await room.fanOut.idle();
    for (const [index, { applied }] of room.listeners.entries())
      expect(applied()).toHaveLength(poisoned.has(room.members[index]?.connectionId ?? '') ? 0 : 2);
    expect(room.fanOut.deadLetters.length).toBeGreaterThan(0);
    poison = false;
    for (const letter of room.fanOut.deadLetters) await room.fanOut.start(letter);
    await room.fanOut.idle();
    await expectComplete(room);
  });
});

describe('the budgets', () => {
  it('of a room widen its ticks, so that no second has more posts than the room may have', async () => {
    const room = await world.room(50, { roomPostsPerSecond: 200, roomFramesPerSecond: 100 });
    const until = Date.now() + 2_000;
    let sent = 0;
    while (Date.now() < until) {
      await room.send(`number ${++sent}`);
      await sleep(20);
    }
    await room.fanOut.idle();
    await expectComplete(room);
    expect(mostInASecond(room)).toBeLessThanOrEqual(200 + 50);
    expect(room.audience.posts.length / 50).toBeLessThan(sent / 2);
  });

  it('of all large rooms together are shared', async () => {
    const settings = { pumpPostsPerSecond: 300, roomPostsPerSecond: 10_000, roomFramesPerSecond: 100 };
    const rooms = await Promise.all(upTo(3).map(() => world.room(50, settings)));
    const until = Date.now() + 1_500;
    while (Date.now() < until) await Promise.all(rooms.map(room => room.send('hello')));
    await Promise.all(rooms.map(room => room.fanOut.idle()));
    for (const room of rooms) await expectComplete(room);
    expect(mostInASecond(...rooms)).toBeLessThanOrEqual(300 + 3 * 50);
  });
});

function mostInASecond(...rooms: readonly Room[]): number {
  const times = rooms.flatMap(({ audience }) => audience.posts.map(({ at }) => at)).sort((a, b) => a - b);
  let most = 0;
  for (let from = 0, to = 0; to < times.length; to++) {
    while ((times[to] ?? 0) - (times[from] ?? 0) >= 1_000) from += 1;
    most = Math.max(most, to - from + 1);
  }
  return most;
}

describe('a large room', () => {
  it.each([20, 3_600])('is not silenced by a budget that a clock kept which was %i s ahead', async ahead => {
    const room = await world.room(10);
    const nextAt = Date.now() + ahead * 1_000;
    const left = { since: 1, cursor: 0, awayFrom: 1, nextAt, pauseMs: 50, owner: 'ahead', heldUntil: 0 };
    expect(await world.pumps.take({ room: room.name, audience: 'looking' }, left, undefined)).toBe(true);
    await room.send('now');
    await room.fanOut.idle();
    await expectComplete(room);
  });
});

describe('while a large room waits for its budget', () => {
  it('somebody leaves, and is pushed nothing afterwards', async () => {
    const room = await world.room(10, { pumpPostsPerSecond: 5 });
    const [, leaver] = room.members;
    if (!leaver) throw new Error('a room of ten');
    await room.send('one');
    await room.fanOut.idle();
    // The first has used up what may be posted in two seconds.
    await room.send('two');
    await sleep(300);
    await world.connections.unsubscribe(leaver.userId, leaver.connectionId, room.name);
    await room.fanOut.idle();
    const textsOf = ({ pushed }: { readonly pushed: readonly Message[] }) => pushed.map(({ text }) => text);
    expect(textsOf(room.audience.listener(leaver.connectionId))).toEqual(['one']);
    for (const listener of room.listeners.filter((_, index) => index !== 1))
      expect(textsOf(listener)).toEqual(['one', 'two']);
  });
});

describe('how long a message took from its append to its last post', () => {
  it('is told once for each, whether the sender or the pump posted it', async () => {
    for (const directLimit of [30, 10]) {
      const room = await world.room(20, { directLimit });
      for (const number of upTo(3)) await room.send(`number ${number}`);
      await room.fanOut.idle();
      expect(room.delays, `directLimit ${directLimit}`).toHaveLength(3);
      for (const ms of room.delays) expect(ms).toBeGreaterThanOrEqual(0);
    }
  });

  it('is not told of one that its sender sends again: it may have been there for long', async () => {
    const room = await world.room(20, { directLimit: 30 });
    await room.send('once', { messageId: 'same-message' });
    await room.send('once', { messageId: 'same-message' });
    expect(room.audience.posts.length).toBeGreaterThan(19);
    expect(room.delays).toHaveLength(1);
  });
});
