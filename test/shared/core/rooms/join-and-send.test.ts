/**
 * A join and a send, interleaved at every await of both: the joiner has the message from its reply or from a push,
 * whether the sender posts to the room or has it pumped.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../../../emulator/local-aws.ts';
import { openStore, TABLES } from '../../../../local/store.ts';
import { connectionStore } from '../../../../shared/aws/connection-store.ts';
import { documentClient } from '../../../../shared/aws/document-client.ts';
import { messageStore } from '../../../../shared/aws/message-store.ts';
import { pumpStore } from '../../../../shared/aws/pump-store.ts';
import { roomStore } from '../../../../shared/aws/room-store.ts';
import { createLargeRooms } from '../../../../shared/core/fan-out/fan-out.ts';
import { handleFanOut } from '../../../../shared/core/fan-out/handle-fan-out.ts';
import type { FanOutFunction } from '../../../../shared/core/fan-out/ports.ts';
import { createLines } from '../../../../shared/core/log/lines.ts';
import { createRepeats } from '../../../../shared/core/log/repeats.ts';
import { createRepushes } from '../../../../shared/core/messages/repushes.ts';
import { sendMessage } from '../../../../shared/core/messages/send-message.ts';
import { type Connection, type Logger, NO_METRICS, type Poster } from '../../../../shared/core/ports.ts';
import { onGone } from '../../../../shared/core/presence/on-gone.ts';
import { joinRoom } from '../../../../shared/core/rooms/join-room.ts';
import { NO_WEBHOOKS } from '../../../../shared/core/webhooks/ports.ts';
import { DEFAULT_SETTINGS } from '../../../../shared/settings.ts';
import { NO_RATES } from '../../../support/no-rates.ts';

const store = await openStore(undefined);
afterAll(() => store.close());

const documents = documentClient({
  endpoint: store.endpoint,
  transport: store.direct,
  region: LOCAL_REGION,
  credentials: LOCAL_CREDENTIALS,
});
const clock = {
  now: Date.now,
  monotonic: () => performance.now(),
  sleep: () => new Promise<void>(resolve => setImmediate(resolve)),
  random: () => 0,
};
const connections = connectionStore({ documents, table: TABLES.connections, now: clock.now });
const messages = messageStore({ documents, table: TABLES.messages, now: clock.now });
const rooms = roomStore({ documents, table: TABLES.messages });
const pumps = pumpStore({ documents, table: TABLES.messages, now: clock.now });
const logger: Logger = { warn: () => {}, error: () => {} };

/** Runs `between` once, before the n-th call of any port method; says whether there was an n-th. */
function stoppedAt<P extends object>(
  port: P,
  gate: { calls: number; at: number; between: () => Promise<void> },
): P {
  return new Proxy(port, {
    get(target, name, self) {
      const member: unknown = Reflect.get(target, name, self);
      if (typeof member !== 'function') return member;
      return async (...args: unknown[]) => {
        gate.calls += 1;
        if (gate.calls === gate.at) await gate.between();
        return member.apply(target, args);
      };
    },
  });
}

const connection = (userId: string): Connection => ({
  userId,
  name: userId,
  connectionId: randomUUID(),
  groups: [],
  connectedAt: Date.now(),
  expiresAt: Math.floor(Date.now() / 1000) + 600,
});
const invocation = () => ({ receivedAt: Date.now(), deadline: performance.now() + 10_000 });

async function setting(directLimit: number) {
  const room = `room-${randomUUID()}`;
  const [sender, joiner] = [connection('sender'), connection('joiner')];
  await connections.open(sender);
  await connections.open(joiner);
  const pushed: string[] = [];
  const poster: Poster = {
    post: async connectionId => {
      pushed.push(connectionId);
      return 'posted';
    },
    disconnect: async () => true,
    isConnected: async () => true,
  };
  const settings = { ...DEFAULT_SETTINGS, presenceLimit: 0, pumpPostsPerSecond: 0, directLimit };
  const webhooks = NO_WEBHOOKS;
  const deps = {
    departures: undefined,
    connections,
    messages,
    rooms,
    settings,
    poster,
    clock,
    logger,
    pumps,
    rates: NO_RATES,
    webhooks,
    metrics: NO_METRICS,
  };
  await joinRoom(deps, sender, { action: 'joinRoom', room });
  const send = (own = deps) =>
    sendMessage(
      {
        ...own,
        repeats: createRepeats(),
        lines: createLines(),
        largeRooms: createLargeRooms(clock),
        repushes: createRepushes(clock),
        fanOutFunction: inline({ ...own, onGone: onGone(own) }),
        onGone: onGone(own),
      },
      sender,
      { action: 'sendMessage', room, text: 'hello' },
      invocation(),
    );
  const join = (own = deps) => joinRoom(own, joiner, { action: 'joinRoom', room });
  return { deps, joiner, pushed, send, join };
}

/** Has the event handled before the sender goes on: wherever the join falls, it falls somewhere in between. */
const inline = (
  deps: Omit<Parameters<typeof handleFanOut>[0], 'fanOutFunction' | 'postBudget'>,
): FanOutFunction => {
  const handle: FanOutFunction['start'] = async event => {
    await handleFanOut({ ...deps, fanOutFunction, postBudget: { take: async () => 0 } }, event, invocation());
  };
  const fanOutFunction: FanOutFunction = {
    start: handle,
    run: async event => {
      await handle(event);
      return { posts: 0, passedOver: 0 };
    },
  };
  return fanOutFunction;
};

describe.each([
  ['small', 100],
  ['large', 0],
])('a message that is sent to a %s room while somebody joins', (_, directLimit) => {
  it('is in the reply to the join or is pushed, wherever in the join the send falls', async () => {
    for (let at = 1; ; at++) {
      const { deps, joiner, pushed, send, join } = await setting(directLimit);
      const gate = { calls: 0, at, between: async () => void (await send()) };
      const reply = await join({
        ...deps,
        messages: stoppedAt(messages, gate),
        connections: { ...connections, subscribe: stoppedAt(connections, gate).subscribe },
      });
      if (gate.calls < at) {
        expect(at, 'the join was stopped at several awaits').toBeGreaterThan(3);
        return;
      }
      const inReply = reply.messages.some(entry => 'text' in entry && entry.text === 'hello');
      expect(inReply || pushed.includes(joiner.connectionId), `the send fell before call ${at}`).toBe(true);
    }
  });

  it('is in the reply to the join or is pushed, wherever in the send the join falls', async () => {
    for (let at = 1; ; at++) {
      const { deps, joiner, pushed, send, join } = await setting(directLimit);
      let reply: Awaited<ReturnType<typeof joinRoom>> | undefined;
      const gate = {
        calls: 0,
        at,
        between: async () => {
          reply = await join();
        },
      };
      await send({
        ...deps,
        messages: stoppedAt(messages, gate),
        connections: {
          ...connections,
          subscription: stoppedAt(connections, gate).subscription,
          atMost: stoppedAt(connections, gate).atMost,
        },
        pumps: stoppedAt(pumps, gate),
      });
      if (!reply) {
        expect(at, 'the send was stopped at several awaits').toBeGreaterThan(3);
        return;
      }
      const inReply = reply.messages.some(entry => 'text' in entry && entry.text === 'hello');
      expect(inReply || pushed.includes(joiner.connectionId), `the join fell before call ${at}`).toBe(true);
    }
  });
});
