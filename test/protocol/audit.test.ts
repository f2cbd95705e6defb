/** Who did what to whom, as administrators read it. */
import { afterAll, describe, expect, it } from 'vitest';
import { lambda } from '../../handlers/lambda.ts';
import { handler as userChanged } from '../../handlers/user-changed.ts';
import { testServer } from '../support/server.ts';
import type { Frame } from '../support/socket.ts';

const server = await testServer();
afterAll(() => server.close());

describe('adminAudit', () => {
  it('tells the newest first what owners, moderators and administrators did, page by page', async () => {
    const [alice, admin] = await server.connectAll(['alice', 'admin']);
    const [room, userId] = ['watched', 'victim'];
    await alice.ask('createRoom', { room, kind: 'public' });
    await server.stores.rooms.setRole(room, userId, 'member', undefined);
    const acts: [string, object][] = [
      ['setRole', { room, userId, role: 'readonly' }],
      ['muteMember', { room, userId, until: 4e12 }],
      ['removeMember', { room, userId }],
      ['ban', { room, userId, reason: 'Spam' }],
      ['unban', { room, userId }],
      ['deleteRoom', { room }],
    ];
    for (const [action, fields] of acts)
      expect(await alice.ask(action, fields)).toMatchObject({ type: 'ok' });
    await admin.ask('ban', { userId });
    await admin.ask('unban', { userId });
    await admin.ask('adminDisconnect', { connectionId: 'nobody=' });
    const found: Frame[] = [];
    let after: string | undefined;
    do {
      const page = await admin.ask('adminAudit', { limit: 4, ...(after && { after }) });
      found.push(...page.entries);
      after = page.next;
    } while (after);
    const by = async (name: string) => ({ userId: await server.userId(name), name });
    const at = expect.any(Number);
    const alices = acts.map(async ([action, fields]) => ({ at, by: await by('alice'), action, ...fields }));
    expect(found.reverse()).toEqual([
      ...(await Promise.all(alices)),
      { at, by: await by('admin'), action: 'ban', userId },
      { at, by: await by('admin'), action: 'unban', userId },
      { at, by: await by('admin'), action: 'adminDisconnect', connectionId: 'nobody=' },
    ]);
  });

  it('is in nobody’s list of rooms', async () => {
    const [alice, bob] = await server.connectAll(['alice', 'bob']);
    const userId = await server.userId('bob');
    await alice.ask('createRoom', { room: 'noted', kind: 'public' });
    await alice.ask('muteMember', { room: 'noted', userId, until: 4e12 });
    await alice.ask('ban', { room: 'noted', userId });
    expect((await bob.ask('listRooms')).rooms.map(({ room }: Frame) => room)).toEqual([]);
  });

  it('has neither what was refused nor what users did to themselves, and is for administrators', async () => {
    const [bob, carol, admin] = await server.connectAll(['bob', 'carol', 'admin']);
    await bob.ask('createRoom', { room: 'left', kind: 'public' });
    const carolId = await server.userId('carol');
    await server.stores.rooms.setRole('left', carolId, 'member', undefined);
    await carol.ask('ban', { room: 'left', userId: await server.userId('bob') });
    await carol.ask('removeMember', { room: 'left', userId: carolId });
    const { entries } = await admin.ask('adminAudit');
    expect(entries.filter((entry: Frame) => entry.room === 'left')).toEqual([]);
    expect(await bob.ask('adminAudit')).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('has whom an operator put out of the user pool, and whom a server erased', async () => {
    const admin = await server.connect('admin');
    const detail = (eventName: string) => ({
      detail: { eventName, eventTime: '2026-11-27T12:00:00Z', additionalEventData: { sub: 'put-out' } },
    });
    for (const eventName of ['AdminDisableUser', 'GlobalSignOut'])
      await server.run(
        lambda(async (container, _event, context) => userChanged.in(container)(detail(eventName), context)),
      );
    const { api } = server;
    const erased = await fetch(`${api?.url}/v1/users/put-out/erasure`, {
      method: 'POST',
      headers: { authorization: `Bearer ${api?.apiKey}`, 'content-type': 'application/json' },
      body: '{}',
    });
    expect(erased.status).toBe(200);
    const { entries } = await admin.ask('adminAudit');
    expect(entries.filter((entry: Frame) => entry.userId === 'put-out')).toMatchObject([
      { action: 'eraseUser', by: { userId: 'server', name: 'Server', server: true } },
      { action: 'AdminDisableUser', by: { name: 'User pool', server: true } },
    ]);
  });
});
