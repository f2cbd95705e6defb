/** A private room is created over an open one while another user sends into it: exactly one of the two wins, wherever they meet. */
import { expect, it } from 'vitest';
import { createEngine } from '../../../support/dynamodb/engine.ts';
import { engineUser } from '../../../support/engine-user.ts';

/** More calls than a creation makes. */
const CALLS = 25;
/** More than a send makes. */
const SENDERS_CALLS = 8;
const room = 'attic';
const upTo = (count: number) => Array.from({ length: count }, (_, at) => at);

type User = ReturnType<typeof engineUser>;

async function enter(stranger: User): Promise<void> {
  await stranger('connect');
  await stranger('join-room', { action: 'joinRoom', room });
}

it.each(upTo(CALLS))(
  'a stranger who had joined sends before call %i of the creation: both are never told ok',
  async at => {
    const engine = createEngine();
    const stranger = engineUser('stranger', engine);
    await enter(stranger);
    let calls = 0;
    let sent: { type: string } | undefined;
    const owner = engineUser('owner', engine, async () => {
      calls += 1;
      if (calls === at + 1)
        sent = await stranger('send-message', { action: 'sendMessage', room, text: 'Is anybody here?' });
    });
    const created = await owner('create-room', { action: 'createRoom', room, kind: 'private' });
    const told = [created, sent].map(reply => reply?.type);
    expect(told).not.toEqual(['ok', 'ok']);
    const { messages } = await owner('history', { action: 'history', room });
    if (created.type === 'ok') expect(messages).toEqual([]);
  },
);

it.each(upTo(SENDERS_CALLS))(
  'a room is created as private before call %i of the send of a stranger who had joined: both are never told ok',
  async at => {
    const engine = createEngine();
    const owner = engineUser('owner', engine);
    let calls = Number.NEGATIVE_INFINITY;
    let created: { type: string } | undefined;
    const stranger = engineUser('stranger', engine, async () => {
      calls += 1;
      if (calls === at + 1)
        created = await owner('create-room', { action: 'createRoom', room, kind: 'private' });
    });
    await enter(stranger);
    calls = 0;
    const sent = await stranger('send-message', { action: 'sendMessage', room, text: 'Is anybody here?' });
    expect([created, sent].map(reply => reply?.type)).not.toEqual(['ok', 'ok']);
    if (created?.type !== 'ok') return;
    const { messages } = await owner('history', { action: 'history', room });
    expect(messages).toEqual([]);
  },
);

it.each(upTo(CALLS))(
  'the creation is cut off at call %i: who comes next finds nobody in there who has no place',
  async at => {
    const engine = createEngine();
    const stranger = engineUser('stranger', engine);
    await enter(stranger);
    let calls = Number.NEGATIVE_INFINITY;
    const owner = engineUser('owner', engine, async () => {
      calls += 1;
      if (calls === at + 1) throw new Error('cut off');
    });
    await owner('connect');
    calls = 0;
    await owner('create-room', { action: 'createRoom', room, kind: 'private' });
    calls = Number.NEGATIVE_INFINITY;
    await owner('join-room', { action: 'joinRoom', room });
    const there = await owner('presence', { action: 'presence', room });
    const mayCome = (await stranger('join-room', { action: 'joinRoom', room })).type === 'ok';
    const users = there.type === 'ok' ? there.users.map(({ userId }: { userId: string }) => userId) : [];
    if (!mayCome) expect(users).not.toContain('stranger');
  },
);
