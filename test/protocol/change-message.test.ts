/** Editing and deleting: the log keeps its seq, and shows the current form. */
import { afterAll, describe, expect, it } from 'vitest';
import { testServer } from '../support/server.ts';

const server = await testServer();
afterAll(() => server.close());

const user = async (name: string) => ({ userId: await server.userId(name), name });

describe('editMessage', () => {
  it('answers room, seq, epoch and editedAt, and is pushed to the others as edited', async () => {
    const [alice, laptop, bob] = await server.connectAll(['alice', 'alice', 'bob'], 'draft');
    const { epoch } = await alice.ask('sendMessage', { room: 'draft', text: 'helo' });
    const reply = await alice.ask('editMessage', { room: 'draft', seq: 1, text: 'hello' });
    expect(reply).toEqual({
      type: 'ok',
      id: expect.any(String),
      action: 'editMessage',
      room: 'draft',
      seq: 2,
      ordinal: 1,
      target: 1,
      epoch,
      editedAt: expect.any(Number),
    });
    for (const socket of [laptop, bob])
      expect(await socket.next(({ type }) => type === 'edited')).toEqual({
        type: 'edited',
        room: 'draft',
        epoch,
        seq: 2,
        ordinal: 1,
        target: 1,
        text: 'hello',
        editedAt: reply.editedAt,
        by: await user('alice'),
      });
    await alice.settled();
    expect(alice.pushes.filter(({ type }) => type === 'edited')).toEqual([]);
  });

  it('is what history shows from then on, under the same seq; text may become data', async () => {
    const alice = await server.connect('alice');
    const { messages: before } = await alice.ask('history', { room: 'draft' });
    expect(before).toMatchObject([
      { seq: 1, text: 'hello', editedAt: expect.any(Number) },
      { type: 'edited', seq: 2, target: 1, text: 'hello' },
    ]);
    await alice.ask('joinRoom', { room: 'draft' });
    await alice.ask('editMessage', { room: 'draft', seq: 1, data: { hello: [null] } });
    const { messages, head } = await alice.ask('history', { room: 'draft' });
    expect(head).toBe(3);
    expect(messages).toMatchObject([{ seq: 1, data: { hello: [null] } }, { seq: 2 }, { seq: 3 }]);
    expect(messages[0]).not.toHaveProperty('text');
  });

  it('of another’s message is FORBIDDEN, to a member and to a guest of a public room', async () => {
    const [alice, bob] = await server.connectAll(['alice', 'bob'], 'theirs');
    await alice.ask('sendMessage', { room: 'theirs', text: 'mine' });
    for (const [action, fields] of [
      ['editMessage', { text: 'yours' }],
      ['deleteMessage', {}],
    ] as const)
      expect(await bob.ask(action, { room: 'theirs', seq: 1, ...fields })).toMatchObject({
        code: 'FORBIDDEN',
      });
    expect((await bob.ask('history', { room: 'theirs' })).messages).toMatchObject([{ text: 'mine' }]);
  });

  it.each(['owner', 'moderator'])(
    'of another’s message by the room’s %s is done, and says by whom',
    async role => {
      const [alice, bob, carol] = await server.connectAll(['alice', 'bob', 'carol']);
      const room = `moderated-by-${role}`;
      await alice.ask('createRoom', { room, kind: 'public' });
      await alice.ask('addMember', { room, userId: await server.userId('bob'), role: 'moderator' });
      await bob.ask('answerInvitation', { room, accept: true });
      for (const socket of [alice, bob, carol]) await socket.ask('joinRoom', { room });
      await carol.ask('sendMessage', { room, text: 'rude' });
      const who = role === 'owner' ? alice : bob;
      expect(await who.ask('editMessage', { room, seq: 1, text: '***' })).toMatchObject({ type: 'ok' });
      expect(await carol.next(({ type }) => type === 'edited')).toMatchObject({
        text: '***',
        by: await user(role === 'owner' ? 'alice' : 'bob'),
      });
      expect((await carol.ask('history', { room })).messages).toMatchObject([
        { from: await user('carol'), text: '***' },
        { type: 'edited', target: 1 },
      ]);
    },
  );

  it('of a message that is not there is NOT_FOUND', async () => {
    const [alice] = await server.connectAll(['alice'], 'empty');
    for (const [action, fields] of [
      ['editMessage', { text: 'x' }],
      ['deleteMessage', {}],
    ] as const)
      expect(await alice.ask(action, { room: 'empty', seq: 7, ...fields })).toMatchObject({
        code: 'NOT_FOUND',
      });
    expect((await alice.ask('history', { room: 'empty' })).head).toBe(0);
  });
});

describe('deleteMessage', () => {
  it('leaves a tombstone: the seq stays, the content is gone, the others are told', async () => {
    const [alice, bob] = await server.connectAll(['alice', 'bob'], 'erased');
    for (const text of ['one', 'two', 'three']) await alice.ask('sendMessage', { room: 'erased', text });
    await alice.ask('editMessage', { room: 'erased', seq: 2, text: 'TWO' });
    const reply = await alice.ask('deleteMessage', { room: 'erased', seq: 2 });
    expect(reply).toEqual({
      type: 'ok',
      id: expect.any(String),
      action: 'deleteMessage',
      room: 'erased',
      seq: 5,
      ordinal: 3,
      target: 2,
      epoch: expect.any(String),
      deletedAt: expect.any(Number),
    });
    expect(await bob.next(({ type }) => type === 'deleted')).toEqual({
      type: 'deleted',
      room: 'erased',
      epoch: reply.epoch,
      seq: 5,
      ordinal: 3,
      target: 2,
      deletedAt: reply.deletedAt,
      by: await user('alice'),
    });
    const { messages } = await bob.ask('joinRoom', { room: 'erased', after: 0, epoch: reply.epoch });
    expect(messages.map(({ seq, text }: { seq: number; text?: string }) => [seq, text])).toEqual([
      [1, 'one'],
      [2, undefined],
      [3, 'three'],
      [4, undefined],
      [5, undefined],
    ]);
    expect(messages.slice(3)).toMatchObject([
      { type: 'deleted', target: 2 },
      { type: 'deleted', target: 2 },
    ]);
    expect(JSON.stringify(messages)).not.toMatch(/two/i);
  });

  it('again, as after a lost reply, is answered as the first time', async () => {
    const [alice, bob] = await server.connectAll(['alice', 'bob'], 'gone-twice');
    await alice.ask('sendMessage', { room: 'gone-twice', text: 'x' });
    const first = await alice.ask('deleteMessage', { room: 'gone-twice', seq: 1 });
    const second = await alice.ask('deleteMessage', { room: 'gone-twice', seq: 1 });
    expect(second).toEqual({ ...first, id: second.id });
    await bob.until(() => bob.of('deleted').length === 2, 'both pushes');
  });

  it('is for good: what was deleted is not edited any more', async () => {
    const [alice] = await server.connectAll(['alice'], 'for-good');
    await alice.ask('sendMessage', { room: 'for-good', text: 'x' });
    await alice.ask('deleteMessage', { room: 'for-good', seq: 1 });
    expect(await alice.ask('editMessage', { room: 'for-good', seq: 1, text: 'y' })).toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('does not let its messageId be stored again: a repeat is answered with the first seq', async () => {
    const [alice] = await server.connectAll(['alice'], 'no-return');
    const message = { room: 'no-return', text: 'x', messageId: 'a-message-once' };
    await alice.ask('sendMessage', message);
    await alice.ask('deleteMessage', { room: 'no-return', seq: 1 });
    expect(await alice.ask('sendMessage', message)).toMatchObject({ seq: 1, duplicate: true });
    const { messages } = await alice.ask('history', { room: 'no-return' });
    expect(messages).toHaveLength(2);
    expect(messages[0]).not.toHaveProperty('text');
  });
});
