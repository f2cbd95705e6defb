/** Two devices of one user change one message at one instant: one edits it, the other deletes it. */
import { expect, it } from 'vitest';
import { createEngine } from '../../../support/dynamodb/engine.ts';
import { engineUser } from '../../../support/engine-user.ts';

const DELETIONS = 30;

it('both are entries of the log, and its reader sees the deletion', async () => {
  const at = Date.now();
  const clock = { now: () => at, monotonic: () => 1, sleep: async () => {}, random: () => 0 };
  const engine = createEngine();
  const room = 'square';
  const phone = engineUser('ann', engine, async () => {}, { clock });
  let isCrossing = false;
  const laptop = engineUser(
    'ann',
    engine,
    async ({ operation, input }) => {
      if (!isCrossing || operation !== 'put' || input.Item?.change !== 'deleted') return;
      isCrossing = false;
      await phone('edit-message', { action: 'editMessage', room, seq: 1, text: 'edited' });
    },
    { clock },
  );
  for (const device of [phone, laptop]) {
    await device('connect');
    await device('join-room', { action: 'joinRoom', room });
  }
  await laptop('send-message', { action: 'sendMessage', room, text: 'first' });
  isCrossing = true;
  const deleted = await laptop('delete-message', { action: 'deleteMessage', room, seq: 1 });
  expect(deleted).toMatchObject({ type: 'ok', seq: 3 });
  const { messages } = await phone('history', { action: 'history', room });
  expect(messages).toMatchObject([{ seq: 1, deletedAt: at }, { seq: 2 }, { seq: 3, type: 'deleted' }]);
});

it('however many deletions wait for the first, each reads five items at most', async () => {
  const engine = createEngine();
  const room = 'square';
  let looks = 0;
  let reads = 0;
  let allLooked = () => {};
  const everybodyLooked = new Promise<void>(resolve => {
    allLooked = resolve;
  });
  const ann = engineUser('ann', engine, async ({ operation, input }) => {
    if (operation === 'get' || operation === 'query') reads += 1;
    if (operation === 'get' && ++looks === 2 * DELETIONS) allLooked();
    if (operation === 'put' && input.Item?.change === 'deleted') await everybodyLooked;
  });
  await ann('connect');
  await ann('join-room', { action: 'joinRoom', room });
  await ann('send-message', { action: 'sendMessage', room, text: 'first' });
  [looks, reads] = [0, 0];
  const replies = await Promise.all(
    Array.from({ length: DELETIONS }, () => ann('delete-message', { action: 'deleteMessage', room, seq: 1 })),
  );
  for (const reply of replies) expect(reply).toMatchObject({ type: 'ok', seq: 2 });
  expect(reads).toBeLessThanOrEqual(5 * DELETIONS + 5);
});
