/** A 410 for a connection that is only being made: it is no death. */
import { afterAll, describe, expect, it } from 'vitest';
import { fanOut } from '../../../../shared/core/fan-out/fan-out.ts';
import { memberOf, openWorld } from '../../../support/fan-out-world.ts';

const world = await openWorld();
afterAll(() => world.close());

const connected = (userId: string, secondsAgo: number) => ({
  ...memberOf('any', 0),
  userId,
  name: userId,
  connectedAt: Date.now() - secondsAgo * 1_000,
});

/** A direct message from alice to bob, whose connection answers 410 until it is open. */
async function directMessage(bobConnectedSecondsAgo: number) {
  const alice = connected(`alice-${bobConnectedSecondsAgo}`, 600);
  const bob = connected(`bob-${bobConnectedSecondsAgo}`, bobConnectedSecondsAgo);
  for (const one of [alice, bob]) await world.connections.open(one);
  const room = await world.room(0, { directLimit: 100 });
  let isOpen = false;
  room.audience.outcome = connectionId => (connectionId === bob.connectionId && !isOpen ? 'gone' : 'posted');
  const entry = {
    room: `dm:${alice.userId}:${bob.userId}`,
    epoch: 'e',
    seq: 1,
    messageId: 'message-1',
    from: { userId: alice.userId, name: alice.name },
    text: 'hi',
    sentAt: 1,
  };
  const began = performance.now();
  await fanOut(
    room.deps,
    { entry, except: alice.connectionId },
    { receivedAt: Date.now(), deadline: performance.now() + 28_000 },
  );
  return {
    bob,
    tookMs: performance.now() - began,
    listener: room.audience.listener(bob.connectionId),
    async opens() {
      isOpen = true;
      await room.fanOut.idle();
    },
  };
}

describe('a direct message that is posted before the receiver’s upgrade is through', () => {
  it('holds its sender up for nothing, leaves the connection alive, and arrives once it is open', async () => {
    const { bob, tookMs, listener, opens } = await directMessage(1);
    expect(tookMs).toBeLessThan(900);
    expect(await world.connections.ofUser(bob.userId)).toHaveLength(1);
    await opens();
    expect(listener.pushed.map(({ text }) => text)).toEqual(['hi']);
    expect(await world.connections.ofUser(bob.userId)).toHaveLength(1);
  });
});

describe('a 410 of a connection that is older than any upgrade takes', () => {
  it('takes it out of the store', async () => {
    const { bob } = await directMessage(30);
    expect(await world.connections.ofUser(bob.userId)).toEqual([]);
  });
});
