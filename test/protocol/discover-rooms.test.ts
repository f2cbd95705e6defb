/** The directory of public rooms, in a deployment that has one. */
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../emulator/local-aws.ts';
import { TABLES } from '../../local/store.ts';
import { type Consumed, documentClient } from '../../shared/aws/document-client.ts';
import { keys } from '../../shared/aws/keys.ts';
import { ROOMS_FOUND } from '../../shared/protocol/index.ts';
import { movedClock } from '../support/moved-clock.ts';
import { type TestServer, testServer } from '../support/server.ts';
import type { Frame, Socket } from '../support/socket.ts';

const ok = { type: 'ok' };
const code = (code: string) => ({ type: 'error', code });
const idsOf = ({ rooms }: Frame): string[] => rooms.map(({ room }: { room: string }) => room);

const clock = movedClock();
const consumed: Consumed[] = [];
let server: TestServer;
let alice: Socket;
let bob: Socket;
const find = (fields = {}) => bob.ask('discoverRooms', fields);
const create = (room: string, kind = 'public') => alice.ask('createRoom', { room, kind });

beforeAll(async () => {
  server = await testServer({
    settings: { ROOM_DIRECTORY: 'true', PRESENCE_LIMIT: '2' },
    container: { clock, onConsumed: report => consumed.push(report) },
  });
  [alice, bob] = await server.connectAll(['alice', 'bob']);
});
afterAll(() => server.close());

describe('a public room', () => {
  it('is found by how its id begins, with what is said of it and how many are in there', async () => {
    await create('Garden');
    const picture = 'https://example.test/a.png';
    await alice.ask('updateRoom', {
      room: 'Garden',
      name: 'The garden',
      topic: 'Roses',
      picture,
      data: { a: 1 },
    });
    await alice.ask('joinRoom', { room: 'Garden' });
    expect((await find({ prefix: 'gA' })).rooms).toEqual([
      { room: 'Garden', name: 'The garden', topic: 'Roses', picture, connections: 1 },
    ]);
    expect((await find({ prefix: 'gardener' })).rooms).toEqual([]);
  });

  it('that is large says about how many, as they were counted last', async () => {
    await create('large');
    const crowd = await server.connectAll(['alice', 'bob', 'carol', 'dave'], 'large');
    expect((await find({ prefix: 'large' })).rooms).toMatchObject([{ connections: 3, approximate: true }]);
    await server.stores.rooms.setConnections('large', 4, Date.now());
    expect((await find({ prefix: 'large' })).rooms).toMatchObject([{ connections: 4, approximate: true }]);
    for (const socket of crowd) await socket.close();
  });

  it('is in no page from the moment in which it is archived, and back once it is opened again', async () => {
    await create('attic');
    await alice.ask('updateRoom', { room: 'attic', archived: true });
    expect((await find({ prefix: 'attic' })).rooms).toEqual([]);
    await alice.ask('updateRoom', { room: 'attic', archived: false });
    expect(idsOf(await find({ prefix: 'attic' }))).toEqual(['attic']);
  });

  it('is in no page from the moment in which it is deleted, and off the list once it is swept', async () => {
    await create('razed');
    await alice.ask('deleteRoom', { room: 'razed' });
    expect((await find({ prefix: 'razed' })).rooms).toEqual([]);
    while ((await server.stores.deletions.remove('razed', 25)) > 0);
    // The same id again, and nobody lists it: what is found would be what was left.
    const again = { kind: 'public', createdBy: 'x', createdAt: 1 } as const;
    await server.stores.rooms.create('razed', again);
    expect((await find({ prefix: 'razed' })).rooms).toEqual([]);
  });
});

it('a private room, one that nobody created and a direct one are in no page, even if they were listed', async () => {
  await create('secret', 'private');
  await bob.ask('joinRoom', { room: 'secret-open' });
  expect((await find({ prefix: 'secret' })).rooms).toEqual([]);
  for (const room of ['secret', 'secret-open', 'secret-gone']) await server.stores.rooms.enlist(room);
  expect((await find({ prefix: 'secret' })).rooms).toEqual([]);
});

it('rooms come page by page, in the order of their ids, whichever are left out between, for 61 units at most', async () => {
  const all = Array.from({ length: ROOMS_FOUND + 5 }, (_, n) => `Row-${String(n).padStart(2, '0')}`);
  for (const room of all) {
    await create(room);
    const details = { version: 1, topic: '\u8a9e'.repeat(1_024), data: 'x'.repeat(4_000) };
    await server.stores.details.write(room, details);
  }
  await alice.ask('updateRoom', { room: 'Row-03', archived: true });
  consumed.length = 0;
  const first = await find({ prefix: 'row' });
  expect(consumed.reduce((sum, { units }) => sum + units, 0)).toBeLessThanOrEqual(61);
  const second = await find({ prefix: 'row', after: first.next });
  expect(second).not.toHaveProperty('next');
  expect([...idsOf(first), ...idsOf(second)]).toEqual(all.filter(room => room !== 'Row-03'));
  const whole = await find({ limit: 1 });
  expect(whole.next).toBeDefined();
});

describe('by activity', () => {
  const active = (fields = {}) => find({ by: 'activity', ...fields });
  const say = (room: string) => alice.ask('sendMessage', { room, text: 'x' });
  const TEN_MINUTES = 600;

  it('the room where somebody spoke last comes first, one where nobody did does not come, and a page goes on behind the last', async () => {
    for (const room of ['brook', 'lake', 'sea', 'puddle']) {
      await create(room);
      await alice.ask('joinRoom', { room });
    }
    for (const room of ['lake', 'sea', 'brook']) {
      await say(room);
      clock.ahead(1);
    }
    const first = await active({ limit: 2 });
    expect(first.rooms).toMatchObject([{ room: 'brook' }, { room: 'sea', connections: 1 }]);
    expect(first.rooms[0].activeAt).toBe(clock.now() - 1_000);
    expect(idsOf(await active({ limit: 1, after: first.next }))).toEqual(['lake']);
  });

  it('a message of ten minutes later moves a room to the front, once however many speak at once', async () => {
    await say('lake');
    expect(idsOf(await active())[0], 'too early').toBe('brook');
    clock.ahead(TEN_MINUTES);
    consumed.length = 0;
    await Promise.all([say('lake'), say('lake'), say('lake')]);
    expect(consumed.filter(({ command }) => command === 'DeleteItem')).toHaveLength(1);
    expect(idsOf(await active()).filter(room => room === 'lake')).toEqual(['lake']);
    expect(idsOf(await active())[0]).toBe('lake');
    const units = async () => {
      consumed.length = 0;
      await say('lake');
      return consumed.reduce((sum, { units }) => sum + units, 0);
    };
    const still = await units();
    clock.ahead(TEN_MINUTES);
    expect((await units()) - still).toBe(3);
  });

  it('a private room does not come, an archived one no more, and a deleted one leaves nothing in the list', async () => {
    await create('cellar', 'private');
    await alice.ask('joinRoom', { room: 'cellar' });
    await say('cellar');
    await alice.ask('updateRoom', { room: 'brook', archived: true });
    await alice.ask('deleteRoom', { room: 'lake' });
    // Left where a move to the front was cut off.
    const { activeAt } = (await active()).rooms.at(-1);
    const strays = [activeAt - 1, activeAt + 1].map(at => keys.activeRoom('sea', at));
    const { endpoint } = server.dynamodb;
    const documents = documentClient({ endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS });
    for (const Item of strays) await documents.send(new PutCommand({ TableName: TABLES.messages, Item }));
    expect(idsOf(await active())).toEqual(['sea']);
    for (const Key of strays) await documents.send(new DeleteCommand({ TableName: TABLES.messages, Key }));
    documents.destroy();
    while ((await server.stores.deletions.remove('lake', 25)) > 0);
    // The sea, and the brook that is archived.
    expect(await active({ limit: 3 })).not.toHaveProperty('next');
  });
});

it('a deployment without a directory shows nobody a room, and has listed it for when it comes to have one', async () => {
  const other = await testServer();
  const [carol] = await other.connectAll(['carol']);
  await carol.ask('createRoom', { room: 'hall', kind: 'public' });
  expect(await carol.ask('discoverRooms')).toMatchObject(code('FORBIDDEN'));
  expect((await other.stores.directory.page({ prefix: '', limit: 5 })).items).toMatchObject([
    { room: 'hall' },
  ]);
  await other.close();
});

it.each([
  ['a prefix of other characters', { prefix: 'a b' }],
  ['an empty prefix', { prefix: '' }],
  ['a prefix of rooms by activity', { prefix: 'ga', by: 'activity' }],
  ['another order', { by: 'size' }],
  ['too large a page', { limit: ROOMS_FOUND + 1 }],
  ['a cursor that was made up', { after: 'hall' }],
  ['a cursor of another prefix', { prefix: 'ga', after: Buffer.from('hall#hall').toString('base64url') }],
])('%s is refused', async (_, fields) => {
  expect(await find(fields)).toMatchObject(code('BAD_REQUEST'));
});

it('a place within the list is one to go on from, whoever made it up', async () => {
  expect(await find({ after: Buffer.from('hall#hall').toString('base64url') })).toMatchObject(ok);
});
