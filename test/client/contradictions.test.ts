/** A server that contradicts itself, as test/fuzz found it: the SDK stays quiet and shows nothing that is not the room's. */
import { expect, it } from 'vitest';
import { type Message, MessagingError } from '../../client/messaging-client.ts';
import { message, obliging, type Script, scripted } from './support/scripted.ts';

/** Without an answer here a request would be sent at every turn of the event loop. */
const FEW = 20;

it('a reply about another message acknowledges nothing, and does not have ours sent again and again', async () => {
  const script: Script = frame =>
    frame.action === 'sendMessage'
      ? {
          room: 'general',
          seq: 3,
          ordinal: 3,
          epoch: 'e1',
          messageId: 'another-one',
          sentAt: 3,
          duplicate: false,
        }
      : obliging(frame);
  let asked = 0;
  const { client, clock } = scripted(frame => {
    if (frame.action !== 'sendMessage') return script(frame);
    asked += 1;
    // So that a client which never stops fails this test instead of hanging it.
    return asked <= FEW ? script(frame) : undefined;
  });
  const room = client.room('general');
  void room.join({ last: 0 });
  await clock.pass(1);
  const sent = room.send('Hello').catch((error: unknown) => error);
  await clock.pass(60_000);
  expect(await sent).toBeInstanceOf(MessagingError);
  expect(asked).toBeLessThan(FEW);
});

it('an entry of another room that comes in a frame of ours is not shown', async () => {
  const { client, clock, socket } = scripted();
  const shown: Message[] = [];
  client.on('message', one => shown.push(one));
  void client.room('general').join({ last: 0 });
  await clock.pass(1);
  const messages = [message('private', 1), message('general', 1)];
  socket()?.push({ type: 'messages', room: 'general', epoch: 'e1', messages });
  await clock.pass(1);
  expect(shown.map(({ room }) => room)).toEqual(['general']);
});

it('a page of history that leads nowhere is asked for again at ever longer intervals', async () => {
  let asked = 0;
  const { client, clock, socket } = scripted(frame => {
    if (frame.action !== 'history') return obliging(frame);
    asked += 1;
    const page = { room: 'general', epoch: 'e1', head: 9, messages: [message('general', 1)], more: true };
    return asked <= FEW ? page : undefined;
  });
  void client.room('general').join({ last: 0 });
  await clock.pass(1);
  socket()?.push({ type: 'message', ...message('general', 1) });
  socket()?.push({ type: 'message', ...message('general', 9) });
  await clock.pass(30_000);
  expect(asked).toBeGreaterThan(1);
  expect(asked).toBeLessThan(FEW);
});
