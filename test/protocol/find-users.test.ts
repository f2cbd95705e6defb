/** The directory of a deployment that has one: users found by how their names begin. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Consumed } from '../../shared/aws/document-client.ts';
import { PROFILE } from '../../shared/protocol/index.ts';
import { type TestServer, testServer } from '../support/server.ts';
import type { Frame, Socket } from '../support/socket.ts';

const code = (code: string) => ({ type: 'error', code });
const namesOf = ({ users }: Frame): string[] => users.map(({ name }: { name: string }) => name);

const consumed: Consumed[] = [];
const unitsOf = async (work: () => Promise<unknown>) => {
  consumed.length = 0;
  await work();
  return consumed.reduce((sum, { units }) => sum + units, 0);
};

let server: TestServer;
let alice: Socket;
const find = (prefix: string, rest = {}) => alice.ask('findUsers', { prefix, ...rest });

/** A user who has connected once. */
async function known(userId: string, name: string): Promise<void> {
  const { accounts, profiles } = server.stores;
  await accounts.admit({ userId, name, connectionId: userId, connectedAt: Date.now(), issuedAt: 1 }, true);
  await profiles.list({ userId, name });
}

beforeAll(async () => {
  server = await testServer({
    settings: { USER_DIRECTORY: 'true' },
    container: { onConsumed: report => consumed.push(report) },
  });
  [alice] = await server.connectAll(['alice', 'bob']);
});
afterAll(() => server.close());

describe('a user is found', () => {
  it('once they have connected, in small letters and capitals, with what they say of themselves', async () => {
    await alice.ask('setProfile', { displayName: 'Alice L.' });
    expect((await find('AL')).users).toEqual([
      {
        userId: await server.userId('alice'),
        name: 'alice',
        displayName: 'Alice L.',
        lastSeenAt: expect.any(Number),
      },
    ]);
    expect(namesOf(await find('bob'))).toEqual(['bob']);
    expect((await find('carol')).users).toEqual([]);
    await known('wide', 'Ｚoë-Größe');
    for (const prefix of ['zo', 'ZOË', 'zoe\u0308', 'zoë-grö'])
      expect(namesOf(await find(prefix))).toEqual(['Ｚoë-Größe']);
  });

  it('page by page, in the order of names, whoever is left out between', async () => {
    for (const n of [5, 3, 1, 4, 2]) await known(`paged-${n}`, `Paged${n}`);
    await server.stores.profiles.change('paged-3', { unlisted: true });
    const first = await find('paged', { limit: 3 });
    expect(namesOf(first)).toEqual(['Paged1', 'Paged2']);
    const second = await find('paged', { limit: 3, after: first.next });
    expect(namesOf(second)).toEqual(['Paged4', 'Paged5']);
    expect(second).not.toHaveProperty('next');
  });

  it('not while they are banned, nor signed out everywhere or deleted until they come back', async () => {
    await known('outlaw', 'outlaw');
    const { accounts } = server.stores;
    await accounts.ban({ userId: 'outlaw', until: 4e12, by: { userId: 'x', name: 'x' }, at: 1 });
    expect((await find('outlaw')).users).toEqual([]);
    await accounts.lift('outlaw');
    expect(namesOf(await find('outlaw'))).toEqual(['outlaw']);
    await accounts.refuseTokens('outlaw', Math.floor(Date.now() / 1_000) + 10);
    expect((await find('outlaw')).users).toEqual([]);
  });

  it('by the name they have now, not by one of before', async () => {
    await known('renamed', 'maiden');
    await known('renamed', 'married');
    expect((await find('maiden')).users).toEqual([]);
    expect(namesOf(await find('married'))).toEqual(['married']);
  });

  it('by nobody in a deployment without a directory, where nobody is listed either', async () => {
    const other = await testServer();
    const [bob] = await other.connectAll(['bob']);
    expect(await bob.ask('findUsers', { prefix: 'bo' })).toMatchObject(code('FORBIDDEN'));
    expect((await other.stores.profiles.named('bob', { limit: 1 })).items).toEqual([]);
    await other.close();
  });
});

it('the first connection of a user costs two writes more, and no later one does', async () => {
  const connect = async () => void (await server.connectAll(['dave']));
  expect(await unitsOf(connect)).toBe(4);
  expect(await unitsOf(connect)).toBe(2);
});

it('a page of 20 costs at most 31 units, however many are listed', async () => {
  for (let n = 0; n < 2 * PROFILE.users; n++) await known(`crowd-${n}`, `crowd${n}`);
  const units = await unitsOf(async () => expect(namesOf(await find('cr'))).toHaveLength(PROFILE.users));
  expect(units).toBeLessThanOrEqual(31);
});

describe('what is refused', () => {
  it.each([
    ['too short a prefix', { prefix: 'a' }],
    ['too short a prefix', { prefix: '' }],
    ['too long a prefix', { prefix: 'a'.repeat(129) }],
    ['too large a page', { prefix: 'al', limit: PROFILE.users + 1 }],
    ['no prefix', {}],
  ])('%s: %j', async (_, fields) => {
    expect(await alice.ask('findUsers', fields)).toMatchObject(code('BAD_REQUEST'));
  });

  it.each([
    ['one that was made up', 'bob'],
    ['one of another prefix', Buffer.from('bob#1').toString('base64url')],
    ['one with something behind it', `${Buffer.from('alice#1').toString('base64url')}=`],
    ['one that is no text', Buffer.from([0x61, 0x6c, 0xff]).toString('base64url')],
    [
      'one that is too long for a key',
      Buffer.from(`al${'\u8a9e'.repeat(120)}`)
        .toString('base64url')
        .repeat(2),
    ],
  ])('a cursor, %s', async (_, after) => {
    expect(await find('al', { after })).toMatchObject(code('BAD_REQUEST'));
  });
});
