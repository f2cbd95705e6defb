/** The server API, as a server with an API key and the people in the rooms see it. */
import {
  GetSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../emulator/local-aws.ts';
import {
  isAudited,
  type OperationName,
  operations,
  problem,
  scope,
} from '../../shared/protocol/operations.ts';
import { type TestServer, testServer } from '../support/server.ts';
import { addKeys, call } from '../support/server-api.ts';
import type { Frame } from '../support/socket.ts';

const NAMES = Object.keys(operations) as OperationName[];
const KEYS = {
  publish: { key: 'key_that-publishes', scopes: ['publish'] },
  read: { key: 'key_that-reads', scopes: ['read'] },
  manage: { key: 'key_that-manages', scopes: ['manage'] },
  games: { key: 'key_of-the-games', scopes: ['publish', 'read', 'manage'], rooms: 'game-' },
  ticking: { key: 'key_that-ticks', scopes: ['manage'] },
  hurried: { key: 'key_in-a-hurry', scopes: ['read'] },
} as const;

let server: TestServer;
let all: { url: string; apiKey: string };
let alice: string;
let bob: string;
beforeAll(async () => {
  server = await testServer({
    settings: { USER_DIRECTORY: 'true', ROOM_DIRECTORY: 'true', SENDER_MESSAGES_PER_SECOND: '10' },
  });
  if (!server.api) throw new Error('a local server has a key of its own');
  all = server.api;
  await addKeys(server.secretsManager, { ...KEYS, broken: { sha256: 'no hash' } });
  [alice, bob] = [await server.userId('alice'), await server.userId('bob')];
});
afterAll(() => server.close());

const as = (apiKey: string | undefined) => ({ url: all.url, apiKey });
const ask = (name: OperationName, input = {}, headers = {}) => call(all, name, input, headers);

/** What each operation is given: of a room that begins so. */
const inputs = (prefix: string): Readonly<Record<OperationName, Record<string, unknown>>> => {
  const room = `${prefix}matrix`;
  return {
    publish: { room, text: 'x' },
    publishBatch: { batch: [{ room, text: 'x' }] },
    history: { room },
    editMessage: { room, seq: 99, text: 'y' },
    deleteMessage: { room, seq: 99 },
    discoverRooms: {},
    getRoom: { room },
    presence: { room },
    listMembers: { room },
    listRooms: { userId: alice },
    listInvitations: { userId: alice },
    listConnections: { userId: alice },
    getQuotas: { userId: alice },
    getUsers: { userIds: [alice] },
    findUsers: { prefix: 'ali' },
    listBlocked: { userId: alice },
    setProfile: { userId: 'nobody', status: null },
    markRead: { room, userId: alice, seq: 1 },
    stats: {},
    createRoom: { room: `${prefix}created`, kind: 'public' },
    importMessages: {
      room: `${prefix}nowhere`,
      after: 0,
      batch: [{ from: { userId: 'u', name: 'U' }, sentAt: 1, text: 'x' }],
    },
    updateRoom: { room, topic: 'All of it' },
    deleteRoom: { room: `${prefix}nowhere` },
    addMember: { room, userId: alice },
    setRole: { room, userId: alice, role: 'member' },
    removeMember: { room, userId: alice },
    createLink: { room, uses: 1, until: Date.now() + 60_000 },
    listLinks: { room },
    revokeLink: { room, link: 'A'.repeat(22) },
    banFromRoom: { room, userId: 'nobody' },
    unbanFromRoom: { room, userId: 'nobody' },
    listBansOfRoom: { room },
    muteMember: { room, userId: 'nobody', until: 0 },
    deleteMessagesInRoom: { room, userId: 'nobody', hours: 1 },
    deleteMessagesOf: { userId: 'nobody', hours: 1 },
    ban: { userId: 'nobody' },
    unban: { userId: 'nobody' },
    listBans: {},
    listReportsOfRoom: { room },
    listReports: {},
    resolveReport: { room, seq: 1 },
    pinMessage: { room, seq: 1 },
    unpinMessage: { room, seq: 1 },
    audit: { room },
    blockUser: { userId: 'nobody', blocked: 'somebody' },
    unblockUser: { userId: 'nobody', blocked: 'somebody' },
    exportUser: { userId: 'nobody' },
    eraseUser: { userId: 'nobody' },
    disconnect: { userId: 'nobody' },
  };
};

/** Their inputs name no room, so that they need a key for all of them. */
const ROOMLESS = NAMES.filter(name => !('room' in operations[name].input.shape) && name !== 'publishBatch');

describe('the matrix of keys and operations', () => {
  beforeAll(async () => {
    for (const prefix of ['game-', 'other-'])
      await ask('createRoom', { room: `${prefix}matrix`, kind: 'private', members: [alice] });
  });

  /** 200, or the 404 of what is not there: whoever is told so was let in. */
  const LET_IN = [200, 404];

  describe.each(NAMES)('%s', name => {
    const { scope: needed } = operations[name];

    test('without a key, or with one that nobody made: 401, as a problem', async () => {
      for (const key of [undefined, 'key_of-a-stranger', server.publish.apiKey.slice(1)]) {
        const { status, headers, body } = await call(as(key), name, inputs('other-')[name]);
        expect(status).toBe(401);
        expect(headers.get('content-type')).toBe('application/problem+json');
        expect(headers.get('www-authenticate')).toBe('Bearer');
        expect(problem.parse(body)).toMatchObject({ status: 401, title: 'Unauthorized', code: 'FORBIDDEN' });
      }
    });

    test.each(scope.options)('with the scope %s', async given => {
      const { status, body } = await call(as(KEYS[given].key), name, inputs('other-')[name]);
      if (given === needed) expect(LET_IN, JSON.stringify(body)).toContain(status);
      else expect([status, problem.parse(body).detail]).toEqual([403, expect.stringContaining(needed)]);
    });

    test('with the key of `POST /publish`, which publishes and does nothing else', async () => {
      const { status } = await call(as(server.publish.apiKey), name, inputs('other-')[name]);
      expect(needed === 'publish' ? LET_IN : [403]).toContain(status);
    });

    test('with a key for rooms that begin with game-', async () => {
      const own = await call(as(KEYS.games.key), name, inputs('game-')[name]);
      if (ROOMLESS.includes(name)) expect(own.status).toBe(403);
      else expect(LET_IN, JSON.stringify(own.body)).toContain(own.status);
      const { status, body } = await call(as(KEYS.games.key), name, inputs('other-')[name]);
      if (name === 'publishBatch') expect(body.results).toMatchObject([{ error: { code: 'FORBIDDEN' } }]);
      else expect(status).toBe(403);
    });
  });
});

describe('what changes something is in the audit, with the name of the key, once it is done', () => {
  const room = 'other-noted';
  const seqs: number[] = [];
  let link: string;
  beforeAll(async () => {
    await ask('createRoom', { room, kind: 'private', members: [alice] });
    for (const text of ['one', 'two', 'three'])
      seqs.push((await ask('publish', { room, text, from: { userId: alice, name: 'alice' } })).body.seq);
    link = (await ask('createLink', { room, uses: 1, until: Date.now() + 60_000 })).body.link;
    await ask('createRoom', { room: 'other-new', kind: 'private' });
  });

  /** What is not there can't be changed; all else is as in the matrix. */
  const there = (name: OperationName): Record<string, unknown> => ({
    ...inputs('other-')[name],
    ...('room' in operations[name].input.shape && { room }),
    ...{
      editMessage: { seq: seqs[0] },
      deleteMessage: { seq: seqs[1] },
      pinMessage: { seq: seqs[2] },
      unpinMessage: { seq: seqs[2] },
      revokeLink: { link },
      createRoom: { room: 'other-made', owner: alice },
      importMessages: { room: 'other-new' },
      deleteRoom: { room: 'other-new' },
    }[name as string],
  });
  const CHANGING = NAMES.filter(
    name => operations[name].scope !== 'read' && operations[name].method !== 'GET',
  );
  /** By the use case itself, which knows whose it was, or only once for all of its pages. */
  const BY_THEMSELVES: readonly OperationName[] = [
    'editMessage',
    'deleteMessage',
    'importMessages',
    'eraseUser',
  ];
  const NEVER: readonly OperationName[] = ['publish', 'publishBatch', 'markRead'];

  test('with no exception but those that are named, each for its reason', () => {
    expect(CHANGING.filter(name => !isAudited(operations[name])).sort()).toEqual(
      [...BY_THEMSELVES, ...NEVER].sort(),
    );
  });

  // deleteRoom comes last: the other operations need the room.
  test.each([...CHANGING.filter(name => name !== 'deleteRoom'), 'deleteRoom' as const])('%s', async name => {
    const input = there(name);
    const notes = async (): Promise<Frame[]> => (await ask('audit', { limit: 5 })).body.entries;
    const before = (await notes()).map(note => JSON.stringify(note));
    const { scope } = operations[name];
    const { status, body } = await call(as(KEYS[scope].key), name, input);
    expect(status, JSON.stringify(body)).toBe(200);
    const fresh = (await notes()).filter(note => !before.includes(JSON.stringify(note)));
    if (NEVER.includes(name)) return expect(fresh).toEqual([]);
    const whose = name === 'editMessage' || name === 'deleteMessage' ? alice : undefined;
    const userId = input.userId ?? input.owner ?? whose;
    expect(fresh).toMatchObject([
      {
        by: { userId: 'server', server: true },
        address: `key:${scope}`,
        ...('room' in input && { room: input.room }),
        ...('blocked' in input && { blocked: input.blocked }),
        ...(userId !== undefined && { userId }),
      },
    ]);
  });
});

describe('what a server is given', () => {
  test('the history of a room that it is no member of, page by page from either end', async () => {
    await ask('createRoom', { room: 'log', kind: 'private' });
    for (const text of ['one', 'two', 'three']) await ask('publish', { room: 'log', text });
    const newest = await ask('history', { room: 'log', limit: 2 });
    expect(newest.body).toMatchObject({ head: 3, more: true, messages: [{ seq: 2 }, { seq: 3 }] });
    const before = await ask('history', { room: 'log', before: 2 });
    expect(before.body).toMatchObject({ more: false, messages: [{ text: 'one', from: { server: true } }] });
    const after = await ask('history', { room: 'log', after: 0, limit: 1 });
    expect(after.body).toMatchObject({ more: true, messages: [{ seq: 1 }] });
  });

  test('a direct room, whose id is written in a path', async () => {
    const room = `dm:${[alice, bob].sort().join(':')}`;
    await ask('publish', { room, text: 'the two of you' });
    expect((await ask('history', { room })).body.messages).toMatchObject([{ text: 'the two of you' }]);
    expect((await ask('getRoom', { room })).body).toEqual({ room, kind: 'dm' });
    expect((await ask('history', { room: 'dm:alone' })).status).toBe(404);
  });

  test('a user’s rooms and invitations by page, and a cursor that was made up is refused', async () => {
    const userId = await server.userId('carol');
    for (const room of ['list-1', 'list-2', 'list-3'])
      await ask('createRoom', { room, kind: 'private', owner: userId });
    const first = await ask('listRooms', { userId, limit: 2 });
    expect(first.body.rooms).toMatchObject([{ room: 'list-1', role: 'owner' }, { room: 'list-2' }]);
    const second = await ask('listRooms', { userId, after: first.body.next });
    expect(second.body.rooms).toMatchObject([{ room: 'list-3' }]);
    expect((await ask('listInvitations', { userId })).body).toEqual({ invitations: [] });
    for (const after of ['made-up', `${first.body.next}x`]) {
      const { status, body } = await ask('listRooms', { userId, after });
      expect([status, problem.parse(body).issues]).toEqual([
        400,
        [expect.objectContaining({ path: 'after' })],
      ]);
    }
  });

  test('who is connected, and how many', async () => {
    const socket = await server.connect('dave');
    await socket.ask('joinRoom', { room: 'here' });
    const userId = await server.userId('dave');
    const { connections } = (await ask('listConnections', { userId })).body;
    expect(connections).toMatchObject([
      { name: 'dave', connectedAt: expect.any(Number), address: '127.0.0.1', rooms: ['here'], roomCount: 1 },
    ]);
    expect((await ask('stats')).body).toMatchObject({
      connections: expect.any(Number),
      topRooms: expect.any(Array),
    });
    expect((await ask('disconnect', { userId, until: Date.now() + 60_000 })).body).toMatchObject({
      disconnected: 1,
    });
    await expect(server.connect('dave')).rejects.toThrow();
    expect((await ask('disconnect', { userId, until: 0 })).status).toBe(200);
    await (await server.connect('dave')).close();
  });
});

describe('people, as a server looks after them', () => {
  test('who they are, also what they hide from others; who is unknown is left out', async () => {
    const socket = await server.connect('carol');
    const userId = await server.userId('carol');
    await socket.ask('setProfile', { displayName: 'Carol C.', hideLastSeen: true });
    const person = { userId, name: 'carol', displayName: 'Carol C.', lastSeenAt: expect.any(Number) };
    expect((await ask('getUsers', { userIds: [userId, 'nobody'] })).body.users).toMatchObject([person]);
    expect((await ask('findUsers', { prefix: 'car' })).body.users).toMatchObject([person]);
    await socket.close();
  });

  test('whom they have blocked, as if they had done it themselves', async () => {
    const [socket] = await server.connectAll(['bob']);
    const [userId, blocked] = [await server.userId('alice'), bob];
    const room = `dm:${[userId, blocked].sort().join(':')}`;
    expect((await ask('blockUser', { userId, blocked })).body).toEqual({ userId: blocked });
    expect(await socket.ask('sendMessage', { room, text: 'x' })).toMatchObject({ code: 'FORBIDDEN' });
    const at = expect.any(Number);
    expect((await ask('listBlocked', { userId })).body).toEqual({ users: [{ userId: blocked, at }] });
    expect((await ask('unblockUser', { userId, blocked })).status).toBe(200);
    expect(await socket.ask('sendMessage', { room, text: 'x' })).toMatchObject({ type: 'ok' });
    expect((await ask('listBlocked', { userId })).body).toEqual({ users: [] });
    expect((await ask('blockUser', { userId, blocked: userId })).status).toBe(403);
    await socket.close();
  });

  test('what they say of themselves, also a name that they could not take, and `null` takes it away', async () => {
    const userId = await server.userId('dave');
    const socket = await server.connect('dave');
    const displayName = 'Dave, administrator';
    expect(await socket.ask('setProfile', { displayName })).toMatchObject({ code: 'BAD_REQUEST' });
    const told = { userId, displayName, status: 'On duty', data: { desk: 4 } };
    expect((await ask('setProfile', told)).body).toEqual(told);
    expect((await socket.ask('getUsers', { userIds: [userId] })).users).toMatchObject([told]);
    expect((await ask('setProfile', { userId, displayName: null, data: null })).body).toEqual({
      userId,
      status: 'On duty',
    });
    expect((await ask('setProfile', { userId, data: 'x'.repeat(3_000) })).status).toBe(413);
    await socket.close();
  });

  test('how far they have read, which their devices are told; not where they may not read', async () => {
    const room = 'read-for';
    await ask('createRoom', { room, kind: 'private', members: [bob] });
    for (const text of ['one', 'two']) await ask('publish', { room, text });
    const [socket] = await server.connectAll(['bob'], room);
    expect((await ask('markRead', { room, userId: bob, seq: 2 })).body).toEqual({ room, seq: 2 });
    expect(await socket.next(({ type }) => type === 'read')).toMatchObject({
      user: { userId: bob, name: 'bob' },
      seq: 2,
    });
    expect((await ask('markRead', { room, userId: bob, seq: 1 })).body, 'backwards').toEqual({
      room,
      seq: 2,
    });
    expect((await ask('markRead', { room, userId: 'stranger', seq: 2 })).status).toBe(404);
    expect((await ask('listRooms', { userId: 'stranger' })).body.rooms).toEqual([]);
    await socket.close();
  });

  test('one of their connections is ended, the others stay', async () => {
    const [one, other] = await server.connectAll(['carol', 'carol']);
    const userId = await server.userId('carol');
    await one.ask('joinRoom', { room: 'only-one' });
    const { connections } = (await ask('listConnections', { userId })).body;
    const { connectionId } = connections.find(({ rooms }: Frame) => rooms.includes('only-one'));
    expect((await ask('disconnect', { connectionId })).body).toMatchObject({ disconnected: 1 });
    await one.until(() => one.closed !== undefined, 'the close');
    expect(await other.ask('listRooms')).toMatchObject({ type: 'ok' });
    await other.close();
  });
});

describe('what a server does in a room, people see as done by a server', () => {
  const by = { userId: 'server', name: 'Server', server: true };

  test('it makes the room of a user, with members who need not accept, and asked again says the same', async () => {
    const socket = await server.connect('bob');
    const wanted = { room: 'made', kind: 'private', owner: alice, members: [bob] };
    const first = await ask('createRoom', wanted);
    expect(first.body).toEqual({ room: 'made', kind: 'private', createdAt: expect.any(Number) });
    expect((await ask('createRoom', wanted)).body).toEqual(first.body);
    expect((await ask('createRoom', { ...wanted, owner: bob })).status).toBe(409);
    expect(await socket.next(({ type }) => type === 'membership')).toMatchObject({ event: 'added' });
    const { members } = (await ask('listMembers', { room: 'made' })).body;
    expect(
      Object.fromEntries(members.map(({ userId, role }: typeof by & { role: string }) => [userId, role])),
    ).toEqual({ [alice]: 'owner', [bob]: 'member' });
    expect((await ask('getRoom', { room: 'made' })).body).not.toHaveProperty('role');
    expect((await ask('getRoom', { room: 'made', count: true })).body.members).toBe(2);
    expect((await ask('getRoom', { room: 'made', count: 'all' })).status).toBe(400);
    await socket.close();
  });

  test('it names a room, hands it over, changes roles and removes members, without being one', async () => {
    const [a, b] = await server.connectAll(['alice', 'bob'], 'run-by-people');
    await ask('createRoom', { room: 'run', kind: 'private', owner: alice });
    expect((await ask('addMember', { room: 'run', userId: bob })).body).toMatchObject({ invited: false });
    await a.ask('joinRoom', { room: 'run' });
    expect((await ask('updateRoom', { room: 'run', name: 'Run', slowModeSeconds: 0 })).status).toBe(200);
    expect(await a.next(({ type }) => type === 'room')).toMatchObject({ by, details: { name: 'Run' } });
    await ask('setRole', { room: 'run', userId: bob, role: 'owner' });
    expect((await ask('getRoom', { room: 'run' })).body.owner).toBe(bob);
    expect((await a.ask('getRoom', { room: 'run' })).role).toBe('moderator');
    expect((await ask('removeMember', { room: 'run', userId: bob })).status).toBe(403);
    await ask('removeMember', { room: 'run', userId: alice });
    expect(await a.next(({ type, event }) => type === 'membership' && event === 'removed')).toMatchObject({
      by,
    });
    expect(await a.ask('joinRoom', { room: 'run' })).toMatchObject({ code: 'NOT_FOUND' });
    await Promise.all([a.close(), b.close()]);
  });

  test('it edits and deletes one message, whoever wrote it, also where few may speak, and a pin goes with it', async () => {
    const room = 'tidy';
    await ask('createRoom', { room, kind: 'private', owner: alice });
    const [a] = await server.connectAll(['alice'], room);
    const { seq } = await a.ask('sendMessage', { room, text: 'x' });
    await ask('updateRoom', { room, readOnly: true });
    await ask('pinMessage', { room, seq });
    expect((await ask('editMessage', { room, seq, text: 'y' })).body).toMatchObject({ target: seq });
    expect(await a.next(({ type }) => type === 'edited')).toMatchObject({ by, text: 'y' });
    const first = await ask('deleteMessage', { room, seq });
    expect(await a.next(({ type }) => type === 'deleted')).toMatchObject({ by, target: seq });
    expect((await ask('deleteMessage', { room, seq })).body).toEqual(first.body);
    expect((await ask('getRoom', { room })).body.details).not.toHaveProperty('pinned');
    expect((await ask('editMessage', { room, seq, text: 'z' })).status).toBe(404);
    expect((await ask('editMessage', { room, seq, text: 'z', data: 1 })).status).toBe(400);
    await ask('updateRoom', { room, archived: true });
    expect((await ask('editMessage', { room, seq: 1, text: 'z' })).status).toBe(403);
    await a.close();
  });

  test('it edits more in a second, and more often what is not there, than a user may', async () => {
    const room = 'ticker';
    await ask('publish', { room, text: '0' });
    const edit = async (seq: number, text: unknown) =>
      (await call(as(KEYS.ticking.key), 'editMessage', { room, seq, text: `${text}` })).status;
    const edits = Array.from({ length: 30 }, (_, n) => edit(1, n));
    expect(new Set(await Promise.all(edits))).toEqual(new Set([200]));
    // One after the other: each container counts by itself what is not in the log.
    for (let times = 0; times < 140; times++) expect(await edit(99, times)).toBe(404);
  });

  test('it lets people in by links of its making, sees how often they were used, and revokes them', async () => {
    const room = 'by-link';
    await ask('createRoom', { room, kind: 'private', owner: alice });
    const until = Date.now() + 3_600_000;
    const { link } = (await ask('createLink', { room, uses: 2, until })).body;
    const socket = await server.connect('bob');
    expect(await socket.ask('useLink', { room, link })).toMatchObject({ type: 'ok', role: 'member' });
    expect((await ask('listLinks', { room })).body.links).toMatchObject([{ link, uses: 2, used: 1, by }]);
    expect((await ask('revokeLink', { room, link })).body).toEqual({ room, link });
    expect((await ask('listLinks', { room })).body.links).toEqual([]);
    expect((await ask('createLink', { room, uses: 1, until: 1 })).status).toBe(400);
    await socket.close();
  });

  test('it finds public rooms and sees who is in there, without being there itself', async () => {
    for (const room of ['fair-1', 'fair-2']) await ask('createRoom', { room, kind: 'public' });
    const [a] = await server.connectAll(['alice'], 'fair-2');
    const page = (await ask('discoverRooms', { prefix: 'fair', limit: 1 })).body;
    expect(page.rooms).toMatchObject([{ room: 'fair-1', connections: 0 }]);
    expect((await ask('discoverRooms', { prefix: 'fair', after: page.next })).body.rooms).toMatchObject([
      { room: 'fair-2', connections: 1 },
    ]);
    expect((await ask('discoverRooms', { prefix: 'fair', by: 'activity' })).status).toBe(400);
    expect((await ask('presence', { room: 'fair-2' })).body).toMatchObject({
      connections: 1,
      users: [{ userId: alice }],
    });
    await a.close();
  });

  test('it deletes a room that is not its own, and is told of it again while something is left', async () => {
    await ask('createRoom', { room: 'doomed', kind: 'public', owner: alice });
    await ask('publish', { room: 'doomed', text: 'x' });
    const first = await ask('deleteRoom', { room: 'doomed' });
    expect(first.body).toMatchObject({ room: 'doomed', removed: 0 });
    expect((await ask('deleteRoom', { room: 'doomed' })).body).toEqual(first.body);
    for (const name of ['history', 'getRoom', 'listMembers'] as const)
      expect((await ask(name, { room: 'doomed' })).status).toBe(404);
  });
});

test('a rotation of the secret leaves named keys as they are', async () => {
  const client = new SecretsManagerClient({
    endpoint: server.secretsManager.endpoint,
    region: LOCAL_REGION,
    credentials: LOCAL_CREDENTIALS,
  });
  const { secretId: SecretId } = server.secretsManager;
  const read = async () =>
    JSON.parse((await client.send(new GetSecretValueCommand({ SecretId }))).SecretString ?? '');
  const before = await read();
  await client.send(new RotateSecretCommand({ SecretId }));
  await expect.poll(async () => (await read()).previous).toBe(before.current);
  expect((await read()).keys).toEqual(before.keys);
  client.destroy();
});

describe('a request that is sent again', () => {
  test('with its Idempotency-Key is done once, each item of a batch too', async () => {
    const key = { 'idempotency-key': 'order/1042' };
    const one = { room: 'again', text: 'paid' };
    const first = await ask('publish', one, key);
    expect((await ask('publish', one, key)).body).toEqual({ ...first.body, duplicate: true });
    const batch = [one, one];
    const seqs = async (header = {}) =>
      (await ask('publishBatch', { batch }, header)).body.results.map(({ seq }: { seq: number }) => seq);
    expect(await seqs({ 'idempotency-key': 'batch-1' })).toEqual([2, 3]);
    expect(await seqs({ 'idempotency-key': 'batch-1' })).toEqual([2, 3]);
    expect(await seqs()).toEqual([4, 5]);
  });

  test('with the Idempotency-Key of another server is another request', async () => {
    const header = { 'idempotency-key': 'the-same' };
    const input = { room: 'game-again', text: 'x' };
    const [first, second] = [
      await ask('publish', input, header),
      await call(as(KEYS.games.key), 'publish', input, header),
    ];
    expect([first.body.seq, second.body.seq]).toEqual([1, 2]);
  });
});

describe('refused, as a problem that says what is wrong', () => {
  test.each([
    ['a limit that is no number', 'history', { room: 'r', limit: 'many' }, 'limit'],
    ['a page of nothing', 'history', { room: 'r', limit: 0 }, 'limit'],
    ['both ends of a page', 'history', { room: 'r', before: 5, after: 1 }, 'before'],
    ['a room that is none', 'getRoom', { room: 'a b' }, 'room'],
    ['a field that is unknown', 'listRooms', { userId: 'u', order: 'newest' }, ''],
    ['nobody to disconnect', 'disconnect', {}, 'userId'],
    ['a kind that is none', 'createRoom', { room: 'r', kind: 'dm' }, 'kind'],
  ] as const)('%s', async (_, name, input, path) => {
    const { status, headers, body } = await ask(name, input);
    expect([status, headers.get('content-type')]).toEqual([400, 'application/problem+json']);
    expect(problem.parse(body)).toMatchObject({
      title: 'Bad Request',
      status: 400,
      code: 'BAD_REQUEST',
      issues: [expect.objectContaining({ path })],
    });
  });

  const raw = (path: string, init: RequestInit) =>
    fetch(`${all.url}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${all.apiKey}`, ...init.headers },
    });

  test.each([
    ['a body that is no JSON', 'PUT', '{'],
    ['a body that is no object', 'PUT', '[]'],
    ['a room in the path and another in the body', 'PUT', '{"room":"other","kind":"public"}'],
    ['a room in the path and another in the query', 'GET', undefined],
  ])('%s', async (_, method, body) => {
    const path = `/v1/rooms/mine${body === undefined ? '?room=other' : ''}`;
    const response = await raw(path, { method, ...(body !== undefined && { body }) });
    expect([response.status, problem.parse(await response.json()).code]).toEqual([400, 'BAD_REQUEST']);
  });

  test('an Idempotency-Key of more than can be compared', async () => {
    expect(
      (await ask('publish', { room: 'r', text: 'x' }, { 'idempotency-key': 'x'.repeat(256) })).status,
    ).toBe(400);
  });

  test('a method that is no operation: 404, of API Gateway', async () => {
    for (const [path, method] of [
      ['/v1/rooms/r', 'POST'],
      ['/v1/stats', 'PUT'],
    ] as const) {
      const response = await raw(path, { method });
      expect([response.status, await response.json()]).toEqual([404, { message: 'Not Found' }]);
    }
  });

  test('a key that is used too often, in whichever container: 429 and when to come again', async () => {
    // As if this key had used up its burst a moment ago.
    await server.stores.rates.take('key:hurried', 'serverApi', { perSecond: 0.2, burst: 1 });
    const { status, headers } = await call(as(KEYS.hurried.key), 'stats');
    expect(status).toBe(429);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  });
});
