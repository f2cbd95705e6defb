/** Webhooks, as the server that receives them sees them. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { webhookBody } from '../../shared/protocol/index.ts';
import { post } from '../support/publisher.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { type TestServer, testServer } from '../support/server.ts';

let receiver: Receiver;
let server: TestServer;
beforeAll(async () => {
  receiver = await startReceiver();
  server = await testServer({ webhooks: { urls: [receiver.url], windowSeconds: 0.1 } });
});
afterAll(async () => {
  await server.close();
  await receiver.stop();
});

const inRoom = async (room: string, count: number) => {
  const about = (text: string) => text.includes(`"room":"${room}"`);
  await expect
    .poll(() => receiver.taken().filter(one => about(JSON.stringify(one))).length, { timeout: 20_000 })
    .toBe(count);
  return receiver.taken().filter(one => about(JSON.stringify(one)));
};

test('a connection that opens and closes is two events, with its user', async () => {
  const alice = await server.connect('alice');
  await alice.close();
  const user = { userId: await server.userId('alice'), name: 'alice' };
  const [opened] = await receiver.events(1, 'connection.opened');
  const [closed] = await receiver.events(1, 'connection.closed');
  const connectionId = opened?.type === 'connection.opened' ? opened.connectionId : '';
  expect(opened).toMatchObject({ id: `connection.opened/${connectionId}`, user, at: expect.any(Number) });
  expect(closed).toMatchObject({ id: `connection.closed/${connectionId}`, user, connectionId });
});

test('a room that is joined and left, also by closing, is told of each time', async () => {
  const [alice, bob] = await server.connectAll(['alice', 'bob'], 'visited');
  await alice.ask('leaveRoom', { room: 'visited' });
  await alice.ask('leaveRoom', { room: 'visited' });
  await bob.close();
  const events = await inRoom('visited', 4);
  expect(events.map(one => [one.type, 'user' in one && one.user.name]).sort()).toEqual([
    ['room.joined', 'alice'],
    ['room.joined', 'bob'],
    ['room.left', 'alice'],
    ['room.left', 'bob'],
  ]);
  await alice.close();
});

test('several rooms joined at once are told of in one request', async () => {
  const alice = await server.connect('alice');
  await alice.ask('joinRooms', { rooms: ['many-1', 'many-2', 'many-3'].map(room => ({ room })) });
  await inRoom('many-3', 1);
  const [delivery] = receiver.deliveries.filter(({ body }) => body.includes('many-3'));
  expect(
    webhookBody.parse(JSON.parse(delivery?.body ?? '')).events.filter(({ type }) => type === 'room.joined'),
  ).toHaveLength(3);
  await alice.close();
});

test('a message is told of as everyone in the room is told, no matter who sends it', async () => {
  const [alice, bob] = await server.connectAll(['alice', 'bob'], 'said');
  const sent = await alice.ask('sendMessage', { room: 'said', text: 'hello \uFFFF' });
  const { type: _, ...message } = await bob.next(({ type }) => type === 'message');
  const { body: published } = await post(server.publish.url, server.publish.apiKey, {
    room: 'said',
    data: [1],
  });
  const events = (await inRoom('said', 4)).filter(({ type }) => type === 'message.sent');
  expect(events.find(({ at }) => at === sent.sentAt)).toEqual({
    id: `message.sent/said/${sent.epoch}/1`,
    type: 'message.sent',
    at: sent.sentAt,
    message,
  });
  expect(events).toContainEqual(
    expect.objectContaining({ message: expect.objectContaining({ seq: published.seq, data: [1] }) }),
  );
});

test('a message sent again is the same event again', async () => {
  const [alice] = await server.connectAll(['alice'], 'again');
  for (const attempt of [1, 2])
    await alice.ask('sendMessage', { room: 'again', text: 'x', messageId: 'message-1', attempt });
  const events = (await inRoom('again', 3)).filter(({ type }) => type === 'message.sent');
  expect(new Set(events.map(({ id }) => id)).size).toBe(1);
});

test('an edit and a deletion are told of, with who did it', async () => {
  const [alice] = await server.connectAll(['alice'], 'changed');
  const { epoch } = await alice.ask('sendMessage', { room: 'changed', text: 'typo' });
  const { editedAt } = await alice.ask('editMessage', { room: 'changed', seq: 1, text: 'right' });
  const { deletedAt } = await alice.ask('deleteMessage', { room: 'changed', seq: 1 });
  const by = { userId: await server.userId('alice'), name: 'alice' };
  const place = { room: 'changed', epoch, ordinal: 1, target: 1, by };
  const events = await inRoom('changed', 4);
  expect(events.find(({ type }) => type === 'message.edited')).toMatchObject({
    at: editedAt,
    change: { ...place, seq: 2, text: 'right', editedAt },
  });
  expect(events.find(({ type }) => type === 'message.deleted')).toEqual({
    id: `message.deleted/changed/${epoch}/3`,
    type: 'message.deleted',
    at: deletedAt,
    change: { ...place, seq: 3, deletedAt },
  });
});

test('a user an administrator throws out is told of once', async () => {
  const [dave] = await server.connectAll(['dave'], 'thrown');
  const admin = await server.connect('admin');
  await admin.ask('adminDisconnect', { userId: await server.userId('dave') });
  await dave.until(() => dave.closed !== undefined, 'the close');
  await admin.ask('joinRoom', { room: 'thrown' });
  const events = await inRoom('thrown', 3);
  expect(events.filter(({ type }) => type === 'room.left')).toHaveLength(1);
  const closed = await receiver.events(1, 'connection.closed');
  expect(closed.filter(one => 'user' in one && one.user.name === 'dave')).toHaveLength(1);
});

test('every request holds events of the documented shape only, and nothing that opens a door', async () => {
  for (const { body } of receiver.deliveries) {
    webhookBody.parse(JSON.parse(body));
    expect(body).not.toMatch(/key_|whsec_|eyJ/);
  }
});
