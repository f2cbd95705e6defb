/** What users say of themselves, and how others see them. */
import { afterAll, describe, expect, it } from 'vitest';
import { PROFILE } from '../../shared/protocol/index.ts';
import { testServer } from '../support/server.ts';

const server = await testServer();
afterAll(() => server.close());

const ok = { type: 'ok' };
const code = (code: string) => ({ type: 'error', code });
const ids = (...names: string[]) => Promise.all(names.map(name => server.userId(name)));

describe('a profile', () => {
  it('is what the user said last, seen by others beside the user name', async () => {
    const [alice, bob] = await server.connectAll(['alice', 'bob']);
    const [userId = ''] = await ids('alice');
    const data = { pronouns: 'she', deep: [[1]], none: null };
    const picture = 'https://example.test/a.png';
    const said = { displayName: 'Alice L.', status: 'On a train', picture, data };
    expect(await alice.ask('setProfile', said)).toMatchObject({ ...ok, userId, ...said });
    expect(await alice.ask('setProfile', { status: null, data: 0 })).toMatchObject({ ...ok, data: 0 });
    expect((await bob.ask('getUsers', { userIds: [userId, userId] })).users).toEqual([
      { userId, name: 'alice', displayName: 'Alice L.', picture, data: 0, lastSeenAt: expect.any(Number) },
    ]);
    expect(await alice.ask('setProfile', {})).toMatchObject({ ...ok, displayName: 'Alice L.' });
    expect(
      await alice.ask('setProfile', { displayName: null, picture: null, data: null }),
    ).not.toHaveProperty('displayName');
  });

  it('is there, with the user name, of who never said anything; who is unknown is left out, banned or not', async () => {
    const [alice, , admin] = await server.connectAll(['alice', 'carol', 'admin']);
    await admin.ask('ban', { userId: 'nobody' });
    const userIds = [...(await ids('carol')), 'nobody', '__proto__', 'constructor'];
    expect((await alice.ask('getUsers', { userIds })).users).toMatchObject([
      { userId: userIds[0], name: 'carol' },
    ]);
  });

  it('tells when somebody was last seen, unless they hide it or have blocked who asks', async () => {
    const [bob, carol] = await server.connectAll(['bob', 'carol']);
    const [b = '', c = ''] = await ids('bob', 'carol');
    const seen = async (socket: typeof bob, userId: string) =>
      (await socket.ask('getUsers', { userIds: [userId] })).users[0];
    expect((await seen(carol, b)).lastSeenAt).toBeGreaterThan(Date.now() - 3_600_000);
    await bob.ask('blockUser', { userId: c });
    expect(await seen(carol, b)).toEqual({ userId: b, name: 'bob' });
    expect(await seen(bob, c)).toHaveProperty('lastSeenAt');
    await bob.ask('unblockUser', { userId: c });
    expect(await bob.ask('setProfile', { hideLastSeen: true })).toMatchObject({ hideLastSeen: true });
    expect(await seen(carol, b)).toEqual({ userId: b, name: 'bob' });
    expect(await seen(bob, b)).toMatchObject({ hideLastSeen: true, lastSeenAt: expect.any(Number) });
    await bob.ask('setProfile', { hideLastSeen: false });
    expect(await seen(carol, b)).toHaveProperty('lastSeenAt');
  });

  it('keeps the name of somebody whose sessions were ended or who is banned', async () => {
    const [alice] = await server.connectAll(['alice', 'dave']);
    const [userId = ''] = await ids('dave');
    await server.stores.accounts.refuseTokens(userId, 1);
    await server.stores.accounts.ban({ userId, until: 4e12, by: { userId: 'x', name: 'x' }, at: 1 });
    expect((await alice.ask('getUsers', { userIds: [userId] })).users).toMatchObject([{ name: 'dave' }]);
    await server.stores.accounts.lift(userId);
  });
});

describe('a display name that looks like a server or an administrator', () => {
  it.each(['Server', 'Admin', '\u0410dmin', 'system support'])('is refused: %s', async displayName => {
    const [bob] = await server.connectAll(['bob']);
    const { issues, ...refusal } = await bob.ask('setProfile', { displayName });
    expect(refusal).toMatchObject(code('BAD_REQUEST'));
    expect(issues).toMatchObject([{ path: 'displayName' }]);
  });

  it('is an administrator’s to have', async () => {
    const [admin] = await server.connectAll(['admin']);
    expect(await admin.ask('setProfile', { displayName: 'Admin' })).toMatchObject(ok);
    expect(await admin.ask('setProfile', { displayName: null })).toMatchObject(ok);
  });
});

describe('a wrong profile is refused, and nothing is changed', () => {
  const wide = 'é'.repeat(PROFILE.dataBytes / 2);
  it.each([
    ['data over its bytes', { data: wide }, 'TOO_LARGE'],
    ['data that is nested too deeply', { data: JSON.parse('['.repeat(65) + ']'.repeat(65)) }, 'BAD_REQUEST'],
    ['a picture over http', { picture: 'http://example.test/a.png' }, 'BAD_REQUEST'],
    ['a picture that is a script', { picture: 'javascript:alert(1)' }, 'BAD_REQUEST'],
    ['a long picture', { picture: `https://${'a'.repeat(PROFILE.pictureLength)}` }, 'BAD_REQUEST'],
    ['a name that turns the writing', { displayName: 'bob\u202enimda' }, 'BAD_REQUEST'],
    ['a name of nothing that shows', { displayName: '\u200b ' }, 'BAD_REQUEST'],
    ['a long status', { status: 'x'.repeat(129) }, 'BAD_REQUEST'],
    ['a status in several lines', { status: 'a\nb' }, 'BAD_REQUEST'],
    ['a user name', { name: 'admin' }, 'BAD_REQUEST'],
    ['somebody else’s', { userId: 'alice' }, 'BAD_REQUEST'],
  ])('%s', async (_, fields, refused) => {
    const [bob] = await server.connectAll(['bob']);
    expect(await bob.ask('setProfile', { ...fields, status: 'new', ...fields })).toMatchObject(code(refused));
    expect(await bob.ask('setProfile', {})).not.toHaveProperty('status');
  });

  it('a __proto__ key in its data', async () => {
    const [bob] = await server.connectAll(['bob']);
    bob.ws.send('{"action":"setProfile","id":"proto","data":{"__proto__":{"admin":true}}}');
    expect(await bob.next(frame => frame.type === 'error')).toMatchObject(code('BAD_REQUEST'));
  });

  it.each([[[]], [Array(PROFILE.users + 1).fill('bob')], [['a b']], ['bob']])(
    'or a list of users that is none: %j',
    async userIds => {
      const [bob] = await server.connectAll(['bob']);
      expect(await bob.ask('getUsers', { userIds })).toMatchObject(code('BAD_REQUEST'));
    },
  );
});

it('the largest profiles of one request fit into one reply', async () => {
  const [alice] = await server.connectAll(['alice']);
  const wide = '\u8a9e'.repeat(128);
  const userIds = Array.from({ length: PROFILE.users }, (_, n) => `${'u'.repeat(120)}-${n}`);
  for (const userId of userIds)
    await server.stores.profiles.change(userId, {
      displayName: wide,
      status: wide,
      picture: `https://${'\u8a9e'.repeat(PROFILE.pictureLength - 8)}`,
      data: 'x'.repeat(PROFILE.dataBytes - 2),
    });
  const { users } = await alice.ask('getUsers', { userIds });
  expect(users).toHaveLength(PROFILE.users);
  expect(JSON.stringify(users).length).toBeGreaterThan(50_000);
});
