/** What a user may do so often a day, each quota of the table in turn. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Consumed } from '../../shared/aws/document-client.ts';
import { QUOTA_NAMES, QUOTAS, type QuotaName, variableOf } from '../../shared/settings.ts';
import { movedClock } from '../support/moved-clock.ts';
import { type TestServer, testServer } from '../support/server.ts';
import { call } from '../support/server-api.ts';
import type { Socket } from '../support/socket.ts';

const MOST = 3;
/** Dave does both twice; Alice and Bob as often as they may. */
const MOST_OF_ALL = 2 + MOST + MOST;
const DAY_MS = 86_400_000;
const ok = { type: 'ok' };

/** It stands still: no midnight comes between. */
const clock = movedClock();
const consumed: Consumed[] = [];
let server: TestServer;
let asServer: { url: string; apiKey: string };
beforeAll(async () => {
  const most = QUOTA_NAMES.flatMap(name => [
    [variableOf(QUOTAS[name].ofUser), String(MOST)],
    [variableOf(QUOTAS[name].ofAll), String(MOST_OF_ALL)],
  ]);
  server = await testServer({
    settings: Object.fromEntries(most),
    container: { clock, onConsumed: report => consumed.push(report) },
  });
  if (!server.api) throw new Error('a local server has a key of its own');
  asServer = server.api;
});
afterAll(() => server.close());

let made = 0;
const CREATED = (name: string) => ({ room: `room-of-${name}-${++made}`, kind: 'private' });
/** How a user does each once more. Everyone has a room of their own to invite others to. */
const DO: Readonly<Record<QuotaName, (socket: Socket, name: string) => Promise<object>>> = {
  rooms: (socket, name) => socket.ask('createRoom', CREATED(name)),
  invitations: (socket, name) =>
    socket.ask('addMember', { room: `home-of-${name}`, userId: `guest-${++made}` }),
};
async function arrive(name: string): Promise<Socket> {
  const owner = await server.userId(name);
  const room = { room: `home-of-${name}`, kind: 'private', owner };
  expect((await call(asServer, 'createRoom', room)).status).toBe(200);
  return server.connect(name);
}
const quotasOf = async (name: string) => {
  const { body } = await call(asServer, 'getQuotas', { userId: await server.userId(name) });
  return body.quotas;
};

it('a room whose creation is asked for again, as after a lost reply, counts once', async () => {
  const dave = await server.connect('dave');
  const room = { ...CREATED('dave'), members: ['guest'] };
  for (let n = 0; n < 2; n++) expect(await dave.ask('createRoom', room)).toMatchObject(ok);
  for (const name of QUOTA_NAMES)
    expect(await quotasOf('dave')).toContainEqual({ name, used: 1, most: MOST });
});

it('a room with its invitations is counted in one write unit, and in another for all users together', async () => {
  const create = async (name: string) => {
    const socket = await server.connect(name);
    consumed.length = 0;
    expect(await socket.ask('createRoom', { ...CREATED(name), members: ['guest'] })).toMatchObject(ok);
    return consumed.reduce((sum, { units }) => sum + units, 0);
  };
  // Who is held to no quota is not counted.
  expect((await create('dave')) - (await create('admin'))).toBe(2);
});

describe.each(QUOTA_NAMES)('%s a day', name => {
  const refused = { type: 'error', code: 'LIMIT_EXCEEDED', reason: QUOTAS[name].reason };
  const use = { name, most: MOST };

  it('of a user who does it ten times at once are as many as they may, and the refusal says until when', async () => {
    const alice = await arrive('alice');
    expect(await quotasOf('alice')).toContainEqual({ ...use, used: 0 });
    const replies = await Promise.all(Array.from({ length: 10 }, () => DO[name](alice, 'alice')));
    expect(replies.filter(reply => 'type' in reply && reply.type === 'ok')).toHaveLength(MOST);
    const tillMidnight = DAY_MS - (clock.now() % DAY_MS);
    expect(replies).toContainEqual(expect.objectContaining({ ...refused, retryAfterMs: tillMidnight }));
    expect(await quotasOf('alice')).toContainEqual({ ...use, used: MOST });
    const admin = await server.connect('admin');
    const { users } = await admin.ask('adminFind', { userId: await server.userId('alice') });
    expect(users[0].quotas).toContainEqual({ ...use, used: MOST });
  });

  it('a refusal writes nothing, and costs a read unit more than the count', async () => {
    const alice = await server.connect('alice');
    consumed.length = 0;
    expect(await DO[name](alice, 'alice')).toMatchObject(refused);
    // Of a write whose condition failed, which is a unit too, the store reports nothing.
    expect(consumed.filter(({ command }) => !['GetItem', 'Query'].includes(command))).toEqual([]);
    expect(consumed.at(-1)).toMatchObject({ command: 'GetItem', units: 1 });
    expect(await server.stores.rooms.room(`room-of-alice-${made}`)).toBeUndefined();
  });

  it('all users together have as many as the deployment allows', async () => {
    const [bob, carol] = [await arrive('bob'), await arrive('carol')];
    for (let n = 0; n < MOST; n++) expect(await DO[name](bob, 'bob')).toMatchObject(ok);
    expect(await DO[name](carol, 'carol')).toMatchObject({
      ...refused,
      message: expect.stringContaining('All users together'),
    });
  });

  it('neither an administrator nor a server is held to it', async () => {
    const admin = await arrive('admin');
    for (let n = 0; n <= MOST; n++) {
      expect(await DO[name](admin, 'admin')).toMatchObject(ok);
      const room = { ...CREATED('server'), owner: await server.userId('alice'), members: [`guest-${n}`] };
      expect((await call(asServer, 'createRoom', room)).status).toBe(200);
    }
  });
});
