/** Large rooms: what those are given who have one out of view, and that nobody falls between them and those who look. */
import { afterAll, describe, expect, it, vi } from 'vitest';
import { chance } from '../../../../costs/chance.ts';
import { backlogOf } from '../../../../shared/core/fan-out/backlog.ts';
import type { Clock } from '../../../../shared/core/ports.ts';
import { isMessage } from '../../../../shared/protocol/index.ts';
import { openWorld } from '../../../support/fan-out-world.ts';

/** Waits on purpose are as long as a test says; all others are their own. */
let release = () => {};
let held = Promise.resolve();
function hold(): void {
  held = new Promise(resolve => {
    release = resolve;
  });
}
const ON_PURPOSE_MS = 5_000;
const clock: Clock = {
  now: Date.now,
  monotonic: () => performance.now(),
  sleep: ms => (ms >= ON_PURPOSE_MS ? held : new Promise(resolve => setTimeout(resolve, ms))),
  random: Math.random,
};
const world = await openWorld({ clock });
afterAll(() => world.close());
vi.setConfig({ testTimeout: 120_000 });

const IN_VIEW = Math.floor(Date.now() / 1_000) + 3_600;
/** The longest pause that a pump believes. */
const MINUTE = 60;
type Room = Awaited<ReturnType<typeof world.room>>;

const look = ({ name, members }: Room, index: number, isShown: boolean) =>
  world.connections.setView(
    { room: name, connectionId: members[index]?.connectionId ?? '' },
    isShown ? IN_VIEW : 0,
  );

const sofar = async ({ name }: Room) => (await world.messages.from(name, 1, 1_000)).filter(isMessage);

describe('who has a large room out of view', () => {
  it.each([{ segmentConnections: 1_000 }, { segmentConnections: 3 }])(
    'is pushed at once what breaks a silence, and then one frame in a while with all that came (%o)',
    async changed => {
      hold();
      const room = await world.room(8, { awaySeconds: MINUTE, roomFramesPerSecond: 1_000, ...changed });
      for (const index of [5, 6, 7]) await look(room, index, false);
      await room.send('one');
      await expect.poll(() => room.listeners[7]?.pushed.length, { timeout: 60_000 }).toBe(1);
      for (let nth = 2; nth <= 12; nth++) await room.send(`number ${nth}`);
      const pushed = async () => (await world.pumps.read({ room: room.name, audience: 'looking' }))?.cursor;
      await expect.poll(pushed, { timeout: 60_000 }).toBe(12);
      expect(room.listeners[7]?.pushed.map(({ seq }) => seq)).toEqual([1]);
      release();
      await room.fanOut.idle();
      for (const { pushed } of room.listeners)
        expect(
          pushed.map(({ seq }) => seq),
          'in order, once',
        ).toEqual((await room.log()).map(({ seq }) => seq));
      const framesTo = (index: number) =>
        room.audience.posts.filter(({ connectionId }) => connectionId === room.members[index]?.connectionId);
      for (const index of [5, 6, 7]) expect(framesTo(index)).toHaveLength(2);
    },
  );

  it('is pushed none of the old messages that a server put in before, and neither is who looks', async () => {
    const room = await world.room(8, { awaySeconds: MINUTE });
    await look(room, 7, false);
    const from = { userId: 'ann', name: 'Ann', server: true } as const;
    for (let seq = 1; seq <= 15; seq++)
      await world.messages.append({
        ...{ room: room.name, epoch: 'e', seq, ordinal: 0, messageId: `imported-${seq}` },
        ...{ from, text: 'old', sentAt: seq },
      });
    for (const text of ['one', 'two']) {
      await room.send(text);
      await room.fanOut.idle();
    }
    for (const { pushed } of room.listeners) expect(pushed.map(({ seq }) => seq)).toEqual([16, 17]);
  });

  it('costs nothing where nobody has, and is pushed to like everyone where a deployment says so', async () => {
    const looked = await world.room(5, { awaySeconds: MINUTE });
    await looked.send('to five');
    await looked.fanOut.idle();
    expect(looked.fanOut.begun).toHaveLength(1);
    const plain = await world.room(5, { awaySeconds: 0 });
    await look(plain, 4, false);
    await plain.send('to five');
    await plain.fanOut.idle();
    expect(plain.fanOut.begun).toHaveLength(1);
    expect(plain.listeners[4]?.pushed).toHaveLength(1);
  });

  it('is given nothing that those who look have not been, so that who looks away in between misses nothing', async () => {
    const room = await world.room(2);
    for (const text of ['one', 'two', 'three']) await room.send(text);
    await room.fanOut.idle();
    const outlet = { room: `${room.name}`, audience: 'looking' } as const;
    const seen = await world.pumps.read(outlet);
    const left = { since: 1, cursor: 2, awayFrom: 2, nextAt: 0, pauseMs: 0, owner: 'another', heldUntil: 0 };
    expect(await world.pumps.take(outlet, left, seen)).toBe(true);
    const { after } = backlogOf(world, { ...outlet, audience: 'away' });
    expect((await after(0)).map(({ seq }) => seq)).toEqual([2]);
    expect(await after(2)).toEqual([]);
  });

  it('is still pushed to if the pump dies that waits for its time', async () => {
    hold();
    const room = await world.room(5, { awaySeconds: MINUTE }, { retryMs: 1_500 });
    await look(room, 4, false);
    await room.send('one');
    await expect.poll(() => room.listeners[4]?.pushed.length, { timeout: 60_000 }).toBe(1);
    await room.send('two');
    const waiting = () =>
      [...room.fanOut.running].find(({ event }) => event.kind === 'pump' && event.audience === 'away');
    await expect.poll(async () => waiting() && room.listeners[0]?.pushed.length, { timeout: 60_000 }).toBe(2);
    waiting()?.kill();
    release();
    await room.fanOut.idle();
    expect(room.listeners[4]?.applied()).toEqual(await room.log());
  });
});

describe('who looks away and back while a large room speaks', () => {
  const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
  it(`is left out of nothing (SEED=${seed})`, async () => {
    const { uniform } = chance(seed);
    const room = await world.room(4, { awaySeconds: 0.02, roomFramesPerSecond: 200 });
    let isOver = false;
    /** As a client does: on coming into view it is given what lies behind its cursor. */
    async function restless(index: number): Promise<void> {
      const listener = room.listeners[index];
      for (let isShown = false; listener && !isOver; isShown = !isShown) {
        await look(room, index, isShown);
        if (isShown) listener.pushed.push(...(await sofar(room)));
        await new Promise(resolve => setTimeout(resolve, 20 + uniform() * 60));
      }
    }
    const switching = [1, 2, 3].map(restless);
    for (let nth = 1; nth <= 30; nth++) await room.send(`number ${nth}`);
    isOver = true;
    await Promise.all(switching);
    await room.fanOut.idle();
    const whole = await room.log();
    for (const { applied } of room.listeners) expect(applied()).toEqual(whole);
  });
});
