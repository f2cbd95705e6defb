/** A private room is created over an open one while another user sends into it: exactly one of the two wins, wherever they meet. */
import { expect, it } from 'vitest';
import { createEngine } from '../../../support/dynamodb/engine.ts';
import { engineUser } from '../../../support/engine-user.ts';

/** More calls than a creation makes. */
const CALLS = 25;

it.each(Array.from({ length: CALLS }, (_, at) => at))(
  'a stranger who had joined sends before call %i of the creation: both are never told ok',
  async at => {
    const engine = createEngine();
    const room = 'attic';
    const stranger = engineUser('stranger', engine);
    await stranger('connect');
    await stranger('join-room', { action: 'joinRoom', room });
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
