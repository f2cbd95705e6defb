/** A user is banned from a public room while their join is on its way: wherever in it the ban falls, they end outside. */
import { expect, it } from 'vitest';
import { createEngine } from '../../../support/dynamodb/engine.ts';
import { engineUser } from '../../../support/engine-user.ts';

const CALLS = 30;

it('a join that races a ban ends outside, wherever the ban falls', async () => {
  let tried = 0;
  for (let at = 1; at <= CALLS; at++) {
    const engine = createEngine();
    let calls = 0;
    const fateful = async () => {
      calls += 1;
      if (calls !== at || !racing) return;
      racing = false;
      expect(await owner('moderate', { action: 'ban', room: 'hall', userId: 'guest' })).toMatchObject({
        type: 'ok',
      });
      tried += 1;
    };
    const owner = engineUser('owner', engine);
    const guest = engineUser('guest', engine, fateful);
    let racing = false;
    for (const user of [owner, guest]) await user('connect');
    await owner('create-room', { action: 'createRoom', room: 'hall', kind: 'public' });
    [calls, racing] = [0, true];
    const said = `banned before call ${at}`;
    await guest('join-room', { action: 'joinRoom', room: 'hall' });
    if (racing) break;
    const { connections } = await owner('presence', { action: 'presence', room: 'hall' });
    expect(connections, said).toBe(0);
    const spoken = await guest('send-message', { action: 'sendMessage', room: 'hall', text: 'x' });
    expect(spoken, said).toMatchObject({ code: 'NOT_JOINED' });
  }
  expect(tried, 'there were many points').toBeGreaterThan(5);
});
