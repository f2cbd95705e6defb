/** Whether the server is told that a message is new: if it is told so wrongly, the message is stored twice. */
import { expect, it } from 'vitest';
import { newMessageId } from '../../client/messaging-client.ts';
import { obliging, scripted } from './support/scripted.ts';

async function attemptsOf(send: (room: ReturnType<ReturnType<typeof scripted>['client']['room']>) => void) {
  const attempts: unknown[] = [];
  const { client, clock } = scripted(frame => {
    if (frame.action !== 'sendMessage') return obliging(frame);
    const seq = attempts.push(frame.attempt);
    const { room, messageId } = frame;
    return { room, seq, ordinal: seq, epoch: 'e1', messageId, sentAt: seq, duplicate: false };
  });
  const room = client.room('general');
  void room.join({ last: 0 });
  await clock.pass(1);
  send(room);
  await clock.pass(1_000);
  return attempts;
}

it('a message with an id that the SDK made is new', async () => {
  const messageId = newMessageId();
  expect(
    await attemptsOf(room => {
      void room.send('one');
      void room.send('two', { messageId });
    }),
  ).toEqual([1, 1]);
});

it('one that the app sends again, now or after a restart, may be a repeat', async () => {
  const messageId = newMessageId();
  expect(
    await attemptsOf(room => {
      void room.send('one', { messageId }).then(() => room.send('one', { messageId }));
      void room.send('two', { messageId: 'kept-by-the-app' });
    }),
  ).toEqual([1, 2, 2]);
});
