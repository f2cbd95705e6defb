/** What a room says of itself, and who may speak in it. */
import { afterAll, describe, expect, it } from 'vitest';
import { testServer } from '../support/server.ts';
import type { Frame } from '../support/socket.ts';

const server = await testServer();
afterAll(() => server.close());

const ok = { type: 'ok' };
const silenced = { type: 'error', code: 'FORBIDDEN', reason: 'READ_ONLY' };

/** A public room of alice's with bob as a moderator and carol as a visitor; all have joined. */
async function room(name: string) {
  const [alice, bob, carol] = await server.connectAll(['alice', 'bob', 'carol']);
  await alice.ask('createRoom', { room: name, kind: 'public' });
  await server.stores.rooms.setRole(name, await server.userId('bob'), 'moderator', undefined);
  for (const socket of [alice, bob, carol]) await socket.ask('joinRoom', { room: name });
  return { alice, bob, carol };
}

describe('updateRoom', () => {
  it('tells everyone by an entry of the log how the room is now, and getRoom has it', async () => {
    const { alice, bob, carol } = await room('named');
    const details = {
      name: 'Ñamed',
      topic: 'All of it',
      picture: 'https://example.test/a.png',
      data: false,
    };
    const reply = await bob.ask('updateRoom', { room: 'named', ...details });
    expect(reply).toMatchObject({ ...ok, seq: 1, details: { version: 1, ...details } });
    for (const socket of [alice, bob, carol])
      expect(await socket.next(({ type }) => type === 'room')).toMatchObject({
        room: 'named',
        seq: 1,
        ordinal: 0,
        by: { name: 'bob' },
        details: { version: 1, ...details },
      });
    expect((await carol.ask('getRoom', { room: 'named' })).details).toEqual({ version: 1, ...details });
    const { messages } = await carol.ask('history', { room: 'named' });
    expect(messages).toMatchObject([{ type: 'room', seq: 1, details: { name: 'Ñamed' } }]);
    expect(await carol.ask('sendMessage', { room: 'named', text: 'x' })).toMatchObject({
      seq: 2,
      ordinal: 1,
    });
  });

  it('keeps what is left out, and takes away what is null, false or 0', async () => {
    const { alice } = await room('kept');
    const update = (fields: object) => alice.ask('updateRoom', { room: 'kept', ...fields });
    await update({ name: 'Name', topic: 'Topic', slowModeSeconds: 5, readOnly: true });
    expect((await update({ topic: null, data: null })).details).toEqual({
      version: 2,
      name: 'Name',
      slowModeSeconds: 5,
      readOnly: true,
    });
    expect((await update({ slowModeSeconds: 0, readOnly: false })).details).toEqual({
      version: 3,
      name: 'Name',
    });
  });

  it('by five at once leaves the details of the newest entry, with what all of them said', async () => {
    const { alice, bob, carol } = await room('crossing');
    const fields = [{ name: 'a' }, { topic: 'b' }, { readOnly: true }, { data: 1 }, { slowModeSeconds: 9 }];
    const replies: Frame[] = await Promise.all(
      fields.map((one, n) => (n % 2 ? alice : bob).ask('updateRoom', { room: 'crossing', ...one })),
    );
    const done = replies.filter(({ type }) => type === 'ok');
    expect(done.length).toBeGreaterThan(0);
    expect(new Set(done.map(({ details }) => details.version)).size).toBe(done.length);
    const newest = done.sort((a, b) => b.details.version - a.details.version)[0];
    expect((await carol.ask('getRoom', { room: 'crossing' })).details).toEqual(newest?.details);
    const log = await server.stores.messages.log('crossing');
    expect(log.readOnly).toEqual(newest?.details.readOnly);
    expect(log.slowModeSeconds).toEqual(newest?.details.slowModeSeconds);
  });

  it.each([
    ['data of 4,097 bytes', { data: 'x'.repeat(4_095) }, 'TOO_LARGE'],
    ['a topic of 1,025 characters', { topic: 'x'.repeat(1_025) }, 'BAD_REQUEST'],
    ['an empty name', { name: '' }, 'BAD_REQUEST'],
    ['a name of nothing that shows', { name: '\u200b' }, 'BAD_REQUEST'],
    ['a picture over http', { picture: 'http://example.test/a.png' }, 'BAD_REQUEST'],
    ['a picture that ends its attribute', { picture: 'https://a"onload="b' }, 'BAD_REQUEST'],
    ['a slow mode of two hours', { slowModeSeconds: 7_200 }, 'BAD_REQUEST'],
    ['an owner', { owner: 'me' }, 'BAD_REQUEST'],
  ])('refuses %s, and changes nothing', async (_, fields, code) => {
    const alice = await server.connect('alice');
    await alice.ask('createRoom', { room: 'refused', kind: 'public' });
    expect(await alice.ask('updateRoom', { room: 'refused', ...fields })).toMatchObject({
      type: 'error',
      code,
    });
    expect((await alice.ask('getRoom', { room: 'refused' })).details).toBeUndefined();
  });
});

describe('a read-only room', () => {
  it('is spoken in by the owner and moderators alone, until it is so no more', async () => {
    const { alice, bob, carol } = await room('stage');
    await carol.ask('sendMessage', { room: 'stage', text: 'before' });
    await bob.ask('updateRoom', { room: 'stage', readOnly: true });
    for (const socket of [alice, bob])
      expect(await socket.ask('sendMessage', { room: 'stage', text: 'x' })).toMatchObject(ok);
    expect(await carol.ask('sendMessage', { room: 'stage', text: 'x' })).toMatchObject(silenced);
    expect(await carol.ask('editMessage', { room: 'stage', seq: 1, text: 'x' })).toMatchObject(silenced);
    expect(await carol.ask('deleteMessage', { room: 'stage', seq: 1 }), 'of one’s own').toMatchObject(ok);
    await bob.ask('updateRoom', { room: 'stage', readOnly: false });
    expect(await carol.ask('sendMessage', { room: 'stage', text: 'x' })).toMatchObject(ok);
  });
});

describe('an archived room', () => {
  it('is archived by its owner alone, and spoken in by nobody: no user, no server', async () => {
    const { alice, bob } = await room('attic');
    expect(await bob.ask('updateRoom', { room: 'attic', archived: true })).toMatchObject({
      code: 'FORBIDDEN',
    });
    await alice.ask('updateRoom', { room: 'attic', archived: true });
    expect(await alice.ask('sendMessage', { room: 'attic', text: 'x' })).toMatchObject(silenced);
    expect(await alice.ask('history', { room: 'attic' })).toMatchObject(ok);
    await alice.ask('updateRoom', { room: 'attic', archived: false });
    expect(await alice.ask('sendMessage', { room: 'attic', text: 'x' })).toMatchObject(ok);
  });
});

describe('a slow room', () => {
  it('takes one message of a visitor in so many seconds, a repeat of it any time, and all of a moderator', async () => {
    const { alice, bob, carol } = await room('slow');
    await alice.ask('updateRoom', { room: 'slow', slowModeSeconds: 3_000 });
    const first = { room: 'slow', text: 'first', messageId: 'the-first-one' };
    expect(await carol.ask('sendMessage', first)).toMatchObject({ ...ok, duplicate: false });
    const refused = await carol.ask('sendMessage', { room: 'slow', text: 'second' });
    expect(refused).toMatchObject({ type: 'error', code: 'RATE_LIMITED' });
    expect(refused.retryAfterMs).toBeGreaterThan(2_000_000);
    expect(refused.retryAfterMs).toBeLessThanOrEqual(3_000_000);
    expect(await carol.ask('sendMessage', { ...first, attempt: 2 })).toMatchObject({
      ...ok,
      duplicate: true,
    });
    for (const text of ['one', 'two'])
      expect(await bob.ask('sendMessage', { room: 'slow', text })).toMatchObject(ok);
  });
});
