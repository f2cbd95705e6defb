/** The store fails in the middle of a request: nobody is told `ok` of what is not done, and the next request completes it. */
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { fatedStore, listsRoom, puts, updates } from '../support/fated-store.ts';
import { testServer } from '../support/server.ts';
import type { Frame, Socket } from '../support/socket.ts';

const store = fatedStore();
/** Connections that every post finds gone. */
const gone = new Set<string>();
const server = await testServer({
  container: { documents: store.documents },
  posting: poster => ({
    ...poster,
    post: async (id, frame) => (gone.has(id) ? 'gone' : poster.post(id, frame)),
  }),
});
afterEach(() => store.calm());
afterAll(() => server.close());

const MESSAGE_1 = /^MSG#0+1$/;
const ITS_EDIT = /editedAt/;

async function log(socket: Socket, room: string): Promise<Frame[]> {
  return (await socket.ask('history', { room })).messages;
}

describe('an edit that the log holds and its message did not get', () => {
  it('is in the message once anybody else has spoken, so that history and those who were there see the same', async () => {
    const room = 'edit-cut-off';
    const [alice, bob] = await server.connectAll(['alice', 'bob'], room);
    await alice.ask('sendMessage', { room, text: 'typo' });
    store.fail('throttled', updates(MESSAGE_1));
    expect(await alice.ask('editMessage', { room, seq: 1, text: 'right' })).toMatchObject({
      code: 'UNAVAILABLE',
    });
    await bob.ask('sendMessage', { room, text: 'next' });
    expect((await log(bob, room)).map(({ text }) => text)).toEqual(['right', 'right', 'next']);
  });

  it('leaves nothing of its content once its message is deleted', async () => {
    const room = 'edit-cut-off-and-deleted';
    const [alice, laptop, bob] = await server.connectAll(['alice', 'alice', 'bob'], room);
    await alice.ask('sendMessage', { room, text: 'secret' });
    // The deletion has read the log, and the edit comes in between.
    const deletion = store.hold(puts(/^MSG#/, ({ change }) => change === 'deleted'));
    const deleted = laptop.ask('deleteMessage', { room, seq: 1 });
    await deletion.held;
    store.fail('throttled', updates(MESSAGE_1, ITS_EDIT));
    const edited = alice.ask('editMessage', { room, seq: 1, text: 'secret edit' });
    deletion.release();
    await Promise.all([deleted, edited]);
    for (const text of ['one', 'two']) await bob.ask('sendMessage', { room, text });
    expect(JSON.stringify(await log(bob, room))).not.toContain('secret');
  });
});

describe('a deletion', () => {
  it('that failed before the edits were emptied empties them when it is asked again', async () => {
    const room = 'half-deleted';
    const [alice, bob] = await server.connectAll(['alice', 'bob'], room);
    await alice.ask('sendMessage', { room, text: 'secret' });
    await alice.ask('editMessage', { room, seq: 1, text: 'secret edit' });
    store.fail('throttled', updates(/^MSG#0+2$/));
    expect(await alice.ask('deleteMessage', { room, seq: 1 })).toMatchObject({ code: 'UNAVAILABLE' });
    expect(await alice.ask('deleteMessage', { room, seq: 1 })).toMatchObject({ type: 'ok' });
    expect(JSON.stringify(await log(bob, room))).not.toContain('secret');
  });

  it('whose answer from the store was lost empties the edits all the same', async () => {
    const room = 'deleted-twice-by-the-sdk';
    const [alice, bob] = await server.connectAll(['alice', 'bob'], room);
    await alice.ask('sendMessage', { room, text: 'secret' });
    await alice.ask('editMessage', { room, seq: 1, text: 'secret edit' });
    store.fail('repeated', updates(MESSAGE_1, /deletedAt|REMOVE/));
    expect(await alice.ask('deleteMessage', { room, seq: 1 })).toMatchObject({ type: 'ok' });
    expect(JSON.stringify(await log(bob, room))).not.toContain('secret');
  });
});

it.each(['editMessage', 'deleteMessage'])(
  '%s is one entry, also if the answer to its write was lost',
  async action => {
    const room = `one-entry-${action}`;
    const [alice, bob] = await server.connectAll(['alice', 'bob'], room);
    await alice.ask('sendMessage', { room, text: 'x' });
    store.fail('repeated', puts(/^MSG#0+2$/));
    const content = action === 'editMessage' ? { text: 'y' } : {};
    expect(await alice.ask(action, { room, seq: 1, ...content })).toMatchObject({ type: 'ok', seq: 2 });
    expect((await log(bob, room)).map(({ seq }) => seq)).toEqual([1, 2]);
  },
);

describe('a message', () => {
  it('is pushed before its sender is told ok, however often the store fails the fan-out', async () => {
    const room = 'fan-out-fails';
    const [alice, bob] = await server.connectAll(['alice', 'bob'], room);
    store.fail('throttled', listsRoom(room), 3);
    const message = { room, text: 'Did you hear?', messageId: 'said-until-heard' };
    let reply = await alice.ask('sendMessage', message);
    for (let tries = 1; reply.type === 'error' && tries < 10; tries++) {
      expect(reply.code).toBe('UNAVAILABLE');
      reply = await alice.ask('sendMessage', { ...message, attempt: tries + 1 });
    }
    expect(reply).toMatchObject({ type: 'ok', seq: 1 });
    await bob.settled();
    expect(bob.messages).toMatchObject([{ seq: 1 }]);
  });

  it('that is deleted is pushed as deleted before its sender is told ok, however often the store fails', async () => {
    const room = 'deletion-fails';
    const [alice, bob] = await server.connectAll(['alice', 'bob'], room);
    await alice.ask('sendMessage', { room, text: 'x' });
    store.fail('throttled', listsRoom(room), 3);
    let reply = await alice.ask('deleteMessage', { room, seq: 1 });
    for (let tries = 1; reply.type === 'error' && tries < 10; tries++)
      reply = await alice.ask('deleteMessage', { room, seq: 1 });
    expect(reply).toMatchObject({ type: 'ok' });
    await bob.settled();
    expect(bob.of('deleted')).toHaveLength(1);
  });

  it('is pushed by a repeat although the answer to the write that notes it was lost', async () => {
    const room = 'note-lost';
    const [alice, bob] = await server.connectAll(['alice', 'bob'], room);
    const message = { room, text: 'x', messageId: 'noted-and-lost' };
    store.fail('throttled', listsRoom(room));
    await alice.ask('sendMessage', message);
    store.fail('repeated', updates(MESSAGE_1, /repushedAt/));
    expect(await alice.ask('sendMessage', message)).toMatchObject({ type: 'ok', duplicate: true });
    await bob.settled();
    expect(bob.messages).toHaveLength(1);
  });

  it('reaches everyone else where one connection is gone and the store fails its removal', async () => {
    const room = 'one-is-gone';
    const [alice, ...others] = await server.connectAll(['alice', 'bob', 'bob', 'bob', 'carol'], room);
    const here = await alice.ask('presence', { room });
    expect(here.connections).toBe(5);
    gone.add(await connectionOf('carol'));
    const left = store.fail('throttled', ({ operation }) => operation === 'delete', 100);
    const reply = await alice.ask('sendMessage', { room, text: 'Hear me' });
    expect(left(), 'a removal was tried').toBeLessThan(100);
    expect(reply).toMatchObject({ type: 'ok' });
    for (const bob of others.slice(0, 3)) await bob.until(() => bob.messages.length === 1, 'the message');
  });
});

/** Of a user's only connection. */
async function connectionOf(name: string): Promise<string> {
  const userId = await server.userId(name);
  const { items } = await import('../../shared/aws/connection-store.ts').then(
    async ({ connectionStore }) => ({
      items: await connectionStore({
        documents: store.documents,
        table: 'connections',
        now: Date.now,
      }).ofUser(userId),
    }),
  );
  return items[0]?.connectionId ?? '';
}

describe('a direct room', () => {
  it('is in the lists of both, also if the first message of it was cut off before', async () => {
    const [alice, bob] = await server.connectAll(['alice', 'bob']);
    const ids = await Promise.all(['alice', 'bob'].map(name => server.userId(name)));
    const room = `dm:${ids.sort().join(':')}`;
    store.fail('throttled', updates(/^MEMBER#/), 2);
    expect(await alice.ask('sendMessage', { room, text: 'cut off' })).toMatchObject({ code: 'UNAVAILABLE' });
    expect(await bob.ask('sendMessage', { room, text: 'and on' })).toMatchObject({ type: 'ok', seq: 2 });
    for (const socket of [alice, bob]) {
      const { rooms } = await socket.ask('listRooms');
      expect(rooms.map((one: Frame) => one.room)).toContain(room);
    }
  });
});

describe('a room that becomes private', () => {
  it('takes no message of one who was in there before: either they spoke first, or they are out', async () => {
    const room = 'closing-door';
    const [mallory, alice] = await server.connectAll(['bob', 'alice']);
    await mallory.ask('joinRoom', { room });
    const removal = store.hold(
      ({ operation, input }) =>
        operation === 'query' &&
        /BETWEEN/.test(input.KeyConditionExpression ?? '') &&
        String(input.ExpressionAttributeValues?.[':low']).startsWith('CONN#'),
    );
    const created = alice.ask('createRoom', { room, kind: 'private' });
    await removal.held;
    const said = await mallory.ask('sendMessage', { room, text: 'I am still here' });
    removal.release();
    expect((await created).type).toBe('ok');
    expect(said.type).toBe('error');
    expect(await log(alice, room)).toEqual([]);
  });

  it('lets no one hear who was in there before, also if their removal failed and was never tried again', async () => {
    const room = 'door-ajar';
    const [mallory, alice] = await server.connectAll(['bob', 'alice']);
    await mallory.ask('joinRoom', { room });
    store.fail('throttled', ({ operation }) => operation === 'delete');
    expect(await alice.ask('createRoom', { room, kind: 'private' })).toMatchObject({ code: 'UNAVAILABLE' });
    await alice.ask('joinRoom', { room });
    expect(await alice.ask('sendMessage', { room, text: 'between us' })).toMatchObject({ type: 'ok' });
    await mallory.settled();
    expect(mallory.messages).toEqual([]);
  });
});
