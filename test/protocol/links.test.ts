/** Links that let users into a room. */
import { afterAll, describe, expect, it } from 'vitest';
import { LINKS } from '../../shared/protocol/index.ts';
import { banOf } from '../support/ban-of.ts';
import { testServer } from '../support/server.ts';

const server = await testServer();
afterAll(() => server.close());
const { rooms, bans, links } = server.stores;

const ok = { type: 'ok' };
const code = (code: string) => ({ type: 'error', code });
const HOUR_MS = 3_600_000;
const soon = () => Date.now() + HOUR_MS;

/** A private room of alice's with a link. */
async function linked(room: string, uses = 1, until = soon()) {
  const [alice, bob, carol] = await server.connectAll(['alice', 'bob', 'carol']);
  await alice.ask('createRoom', { room, kind: 'private' });
  const { link } = await alice.ask('createLink', { room, uses, until });
  return { room, alice, bob, carol, link };
}

describe('a link', () => {
  it('makes a member of who has it, who is told so and may join', async () => {
    const { room, alice, bob, link } = await linked('by-link');
    expect(await bob.ask('joinRoom', { room })).toMatchObject(code('NOT_FOUND'));
    expect(await bob.ask('useLink', { room, link })).toMatchObject({ ...ok, room, role: 'member' });
    expect(await bob.next(frame => frame.type === 'membership')).toMatchObject({
      room,
      event: 'added',
      by: { name: 'alice' },
    });
    expect(await bob.ask('joinRoom', { room })).toMatchObject(ok);
    expect((await alice.ask('listLinks', { room })).links).toMatchObject([
      { link, uses: 1, used: 1, by: { name: 'alice' } },
    ]);
  });

  it('lets in as many as it has uses, however many come at once, and counts nobody twice', async () => {
    const { room, alice, bob, carol, link } = await linked('at-once', 2);
    const crowd = await server.connectAll(['dave', 'admin']);
    const answers = await Promise.all(
      [bob, carol, ...crowd, bob, carol].map(socket => socket.ask('useLink', { room, link })),
    );
    const members = (await alice.ask('listMembers', { room })).members;
    expect(members).toHaveLength(3);
    expect(answers.filter(({ code }) => code === 'NOT_FOUND').length).toBeGreaterThanOrEqual(2);
    expect((await alice.ask('listLinks', { room })).links).toMatchObject([{ used: 2 }]);
  });

  it('goes on where it was cut off: a user who was counted, and is no member yet, becomes one', async () => {
    const { room, bob, carol, link } = await linked('cut-off');
    await links.use(room, link, await server.userId('bob'), Date.now());
    expect(await carol.ask('useLink', { room, link })).toMatchObject(code('NOT_FOUND'));
    expect(await bob.ask('useLink', { room, link })).toMatchObject(ok);
  });

  it('brings back who left, leaves a moderator what they are, and costs members no use', async () => {
    const { room, alice, bob, link } = await linked('back');
    const userId = await server.userId('bob');
    expect(await alice.ask('useLink', { room, link })).toMatchObject({ ...ok, role: 'owner' });
    await rooms.setRole(room, userId, 'moderator', undefined);
    expect(await bob.ask('useLink', { room, link })).toMatchObject({ ...ok, role: 'moderator' });
    await bob.ask('removeMember', { room, userId });
    expect(await bob.ask('useLink', { room, link })).toMatchObject({ ...ok, role: 'member' });
  });

  it('lets nobody in once it is revoked or over, nor into a room that is deleted, nor who is banned', async () => {
    const { room, alice, bob, carol, link } = await linked('no-more', 5);
    await bans.ban(room, banOf(await server.userId('carol'), 4e12), undefined);
    expect(await carol.ask('useLink', { room, link })).toMatchObject(code('NOT_FOUND'));
    expect(await alice.ask('revokeLink', { room, link })).toMatchObject({ ...ok, link });
    expect(await alice.ask('revokeLink', { room, link })).toMatchObject({ ...ok, link });
    expect(await bob.ask('useLink', { room, link })).toMatchObject(code('NOT_FOUND'));
    const by = { userId: 'x', name: 'x' };
    const over = 'B'.repeat(22);
    await links.create(room, { link: over, uses: 5, until: Date.now() - 1, by, at: 1 });
    expect(await bob.ask('useLink', { room, link: over })).toMatchObject(code('NOT_FOUND'));
    expect((await alice.ask('listLinks', { room })).links).toEqual([]);
    const other = await alice.ask('createLink', { room, uses: 1, until: soon() });
    await alice.ask('deleteRoom', { room });
    expect(await bob.ask('useLink', { room, link: other.link })).toMatchObject(code('NOT_FOUND'));
  });

  it('is in the audit when it is made, used and revoked, but its secret is not', async () => {
    const { room, alice, bob, link } = await linked('audited');
    await bob.ask('useLink', { room, link });
    await alice.ask('revokeLink', { room, link });
    const [admin] = await server.connectAll(['admin']);
    const { entries } = await admin.ask('adminAudit');
    const own = entries.filter((entry: { room?: string }) => entry.room === room);
    expect(own.map(({ action }: { action: string }) => action).sort()).toEqual([
      'createLink',
      'revokeLink',
      'useLink',
    ]);
    expect(JSON.stringify(entries)).not.toContain(link);
  });
});

describe('what is refused', () => {
  it.each([
    ['a time that is past', { uses: 1, until: 1 }],
    ['a time too far off', { uses: 1, until: Date.now() + (LINKS.days + 1) * 24 * HOUR_MS }],
    ['no use', { uses: 0, until: soon() }],
    ['too many uses', { uses: LINKS.uses + 1, until: soon() }],
  ])('%s', async (_, fields) => {
    const { room, alice } = await linked('refused');
    expect(await alice.ask('createLink', { room, ...fields })).toMatchObject(code('BAD_REQUEST'));
  });

  it('more uses than its maker may send invitations a day', async () => {
    const { room, alice } = await linked('too-many');
    const [left, none] = await Promise.all(
      [LINKS.uses, LINKS.uses].map(uses => alice.ask('createLink', { room, uses, until: soon() })),
    );
    expect([left, none]).toContainEqual(expect.objectContaining(code('LIMIT_EXCEEDED')));
  });

  it.each(['', 'short', '__proto__', '../../../etc/passwd-22', 'A'.repeat(23), null, { link: 'x' }])(
    'a link that is none: %j',
    async link => {
      const { room, bob } = await linked('wrong-link');
      expect(await bob.ask('useLink', { room, link })).toMatchObject(code('BAD_REQUEST'));
    },
  );

  it.each(['bob', Buffer.from('MEMBER').toString('base64url')])(
    'a cursor that no page ended with: %s',
    async after => {
      const { room, alice } = await linked('wrong-cursor');
      expect(await alice.ask('listLinks', { room, after })).toMatchObject(code('BAD_REQUEST'));
    },
  );
});
