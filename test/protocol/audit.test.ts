/** Who did what to whom, as administrators read it. */
import pMap from 'p-map';
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
    const address = '127.0.0.1';
    const alices = acts.map(async ([action, fields]) => ({
      ...{ at, by: await by('alice'), address, action },
      ...fields,
    }));
    expect(found.reverse()).toEqual([
      ...(await Promise.all(alices)),
      { at, by: await by('admin'), address, action: 'ban', userId },
      { at, by: await by('admin'), address, action: 'unban', userId },
      { at, by: await by('admin'), address, action: 'adminDisconnect', connectionId: 'nobody=' },
    ]);
  });

  it('has what moderators changed of others’ messages, and of a room, and nothing that people changed of their own', async () => {
    const [alice, bob, admin] = await server.connectAll(['alice', 'bob', 'admin']);
    const [room, userId] = ['tidied', await server.userId('bob')];
    await alice.ask('createRoom', { room, kind: 'public' });
    for (const socket of [alice, bob]) await socket.ask('joinRoom', { room });
    for (const socket of [alice, bob, bob]) await socket.ask('sendMessage', { room, text: 'x' });
    const said = [
      [alice, 'editMessage', { seq: 1, text: 'mine' }],
      [bob, 'editMessage', { seq: 2, text: 'his' }],
      [alice, 'editMessage', { seq: 2, text: 'hers' }],
      [alice, 'pinMessage', { seq: 3 }],
      [alice, 'unpinMessage', { seq: 3 }],
      [alice, 'deleteMessage', { seq: 3 }],
      [alice, 'deleteMessage', { seq: 3 }],
      [bob, 'deleteMessage', { seq: 2 }],
      [alice, 'updateRoom', { slowModeSeconds: 5 }],
      [alice, 'addMember', { userId }],
    ] as const;
    for (const [socket, action, fields] of said)
      expect(await socket.ask(action, { room, ...fields })).toMatchObject({ type: 'ok' });
    const { entries } = await admin.ask('adminAudit', { room });
    expect(
      entries.map(({ by, action, userId, seq }: Frame) => [by.name, action, userId, seq]).reverse(),
    ).toEqual([
      ['alice', 'editMessage', userId, 2],
      ['alice', 'pinMessage', undefined, 3],
      ['alice', 'unpinMessage', undefined, 3],
      // A lost reply may be of a note that was not written.
      ...[1, 2].map(() => ['alice', 'deleteMessage', userId, 3]),
      ['alice', 'updateRoom', undefined, undefined],
      ['alice', 'addMember', userId, undefined],
    ]);
  });

  it('is told by who did what to whom, and where, page by page', async () => {
    const [alice, dave, admin] = await server.connectAll(['alice', 'dave', 'admin']);
    const [aliceId, daveId] = [await server.userId('alice'), await server.userId('dave')];
    const acts: [typeof alice, string, object][] = [];
    for (const [socket, room] of [
      [alice, 'hers'],
      [dave, 'his'],
    ] as const) {
      await socket.ask('createRoom', { room, kind: 'public' });
      for (const userId of ['nobody-1', 'nobody-2'])
        acts.push([socket, 'ban', { room, userId }], [socket, 'unban', { room, userId }]);
    }
    for (const [socket, action, fields] of acts)
      expect(await socket.ask(action, fields)).toMatchObject({ type: 'ok' });
    async function told(filter: object) {
      const found: Frame[] = [];
      for (let after: string | undefined, pages = 0; pages === 0 || after; pages++) {
        const page = await admin.ask('adminAudit', { ...filter, limit: 1, ...(after && { after }) });
        expect(page.entries.length).toBeLessThanOrEqual(1);
        found.push(...page.entries);
        after = page.next;
      }
      return found.map(({ by, action, userId, room }) => [by.name, action, userId, room].join(' ')).reverse();
    }
    const of = (name: string, room: string) =>
      ['nobody-1', 'nobody-2'].flatMap(user =>
        ['ban', 'unban'].map(what => `${name} ${what} ${user} ${room}`),
      );
    expect(await told({ room: 'his' })).toEqual(of('dave', 'his'));
    expect(await told({ by: daveId, room: 'hers' })).toEqual([]);
    expect(await told({ by: aliceId, room: 'hers', what: 'unban' })).toEqual(
      ['nobody-1', 'nobody-2'].map(user => `alice unban ${user} hers`),
    );
    expect(await told({ userId: 'nobody-2', what: 'ban' })).toEqual([
      'alice ban nobody-2 hers',
      'dave ban nobody-2 his',
    ]);
    for (const wrong of [{ what: 'a b' }, { room: '' }, { by: 'a b' }])
      expect(await admin.ask('adminAudit', wrong)).toMatchObject({ code: 'BAD_REQUEST' });
  });

  it('looks through a bounded part of it for a filter that nothing passes', async () => {
    const admin = await server.connect('admin');
    const by = { userId: 'busy', name: 'busy' };
    await pMap(
      Array.from({ length: 260 }).keys(),
      n => server.stores.audit.add({ at: 1_000 + n, by, action: 'ban', userId: `user-${n}` }),
      { concurrency: 20 },
    );
    const first = await admin.ask('adminAudit', { userId: 'user-0' });
    expect(first).toMatchObject({ entries: [], next: expect.any(String) });
    expect((await admin.ask('adminAudit', { userId: 'user-0', after: first.next })).entries).toMatchObject([
      { userId: 'user-0' },
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

  it('has no request of a user for their data where the deployment takes none: it is refused', async () => {
    const [alice, admin] = await server.connectAll(['alice', 'admin']);
    for (const what of ['export', 'erasure'])
      expect(await alice.ask('requestMyData', { what })).toMatchObject({ code: 'FORBIDDEN' });
    for (const what of ['requestExport', 'requestErasure'])
      expect((await admin.ask('adminAudit', { what })).entries).toEqual([]);
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
    const act = { at: Date.now(), action: 'ban', userId: 'victim-2' };
    const by = { userId: 'put-out', name: 'Put Out' };
    await server.stores.audit.add({ ...act, by, address: '203.0.113.9' });
    const { api } = server;
    const erased = await fetch(`${api?.url}/v1/users/put-out/erasure`, {
      method: 'POST',
      headers: { authorization: `Bearer ${api?.apiKey}`, 'content-type': 'application/json' },
      body: '{}',
    });
    expect(erased.status).toBe(200);
    const { entries } = await admin.ask('adminAudit');
    // Where an erased user was goes with their name.
    expect(entries).toContainEqual({ ...act, by: { userId: 'erased', name: 'Erased' } });
    expect(entries.filter((entry: Frame) => entry.userId === 'put-out')).toMatchObject([
      { action: 'eraseUser', by: { userId: 'server', name: 'Server', server: true }, address: 'key:local' },
      { action: 'AdminDisableUser', by: { name: 'User pool', server: true } },
    ]);
  });
});
