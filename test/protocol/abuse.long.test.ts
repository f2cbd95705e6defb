/**
 * The abuse table: 200 frames at once on one socket, under the default settings, in a room of twelve connections. What each
 * of the others is sent and what the store consumes stays under a bound, which docs/security.md carries.
 */
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import type { Consumed } from '../../shared/aws/document-client.ts';
import { LINKS, type Message, MODERATION, requests } from '../../shared/protocol/index.ts';
import { stoppedClock } from '../contracts/clock.ts';
import { banOf } from '../support/ban-of.ts';
import { type TestServer, testServer } from '../support/server.ts';
import { type Frame, Socket } from '../support/socket.ts';

const FRAMES = 200;
const CONNECTIONS = 12;
const ROOM = 'crowd';
const OLD_MESSAGES = 15;
const PATIENCE_MS = 100_000;
/** Undoes NO_FLOOD_CONTROL: an empty variable leaves the default. */
const DEFAULTS = {
  SENDER_MESSAGES_PER_SECOND: '',
  ROOM_MESSAGES_PER_SECOND: '',
  CONNECTIONS_PER_USER: '',
  ROOMS_PER_DAY: '',
};

interface Row {
  readonly what: string;
  /** To each other connection, at most. */
  readonly pushes: number;
  /** Read and write units of all frames together, at most. */
  readonly units: number;
  readonly why: string;
  /** With what some must be refused; undefined if none must be. */
  readonly refusal: string | undefined;
  /** They change one row: who loses too many races is told to try again. */
  readonly races?: true;
  readonly frame: (n: number) => Frame;
  readonly before?: (alice: Socket) => Promise<unknown>;
}

const bobs = (n: number): Message => ({
  ...{ room: 'bad', epoch: 'e', seq: n + 1, ordinal: n + 1, messageId: `message-${n}`, text: 'x' },
  from: { userId: 'bob', name: 'bob' },
  sentAt: Date.now(),
});
const fiftyRooms = (n: number) => Array.from({ length: 50 }, (_, at) => `room-${n}-${at}`);
const text = 'x';
const HOUR_MS = 3_600_000;
const LINK = 'A'.repeat(22);
const MADE_BY = { userId: 'somebody', name: 'Somebody' };
/** As long as it may be. */
const REPORT = {
  ...{ room: 'bad', from: MADE_BY, by: MADE_BY, at: Date.now() },
  ...{ excerpt: 'x'.repeat(MODERATION.excerptLength), reason: 'x'.repeat(MODERATION.reasonLength) },
};
/** A room of alice's with messages of bob's. */
const badRoom = async (alice: Socket) => {
  await alice.ask('createRoom', { room: 'bad', kind: 'public' });
  for (let n = 0; n < 20; n++) await servers.at(-1)?.stores.messages.append(bobs(n));
};

const ROWS: readonly Row[] = [
  {
    what: 'sendMessage, one messageId',
    pushes: 2,
    units: 330,
    why: 'one repeat in 3 s, and rate `attempt`: 25 a second, 100 at once',
    refusal: 'RATE_LIMITED',
    frame: () => ({ action: 'sendMessage', room: ROOM, text, messageId: 'the-same' }),
  },
  {
    what: 'sendMessage, new messages',
    pushes: 20,
    units: 300,
    why: '`senderMessagesPerSecond` (10) over 2 s, and rate `attempt`',
    refusal: 'RATE_LIMITED',
    frame: n => ({ action: 'sendMessage', room: ROOM, text, messageId: `message-${n}` }),
  },
  {
    what: 'editMessage',
    pushes: 20,
    units: 450,
    why: '`senderMessagesPerSecond`, and rate `attempt`',
    refusal: 'RATE_LIMITED',
    frame: n => ({ action: 'editMessage', room: ROOM, seq: 1, text: `edit ${n}` }),
  },
  {
    what: 'sendMessage, to a room not joined',
    pushes: 0,
    units: 120,
    why: 'rate `attempt`',
    refusal: 'NOT_JOINED',
    frame: () => ({ action: 'sendMessage', room: 'elsewhere', text }),
  },
  {
    what: 'editMessage, of what is not there',
    pushes: 0,
    units: 300,
    why: 'rate `attempt`',
    refusal: 'NOT_FOUND',
    frame: () => ({ action: 'editMessage', room: ROOM, seq: 999, text }),
  },
  {
    what: 'deleteMessage',
    pushes: 2,
    units: 560,
    why: 'one deletion, pushed again once in 3 s, and rate `attempt`; it may be pinned',
    refusal: 'RATE_LIMITED',
    frame: () => ({ action: 'deleteMessage', room: ROOM, seq: 1 }),
  },
  {
    what: 'typing',
    pushes: 5,
    units: 15,
    why: 'rate `typing`: 2 a second, 5 at once',
    refusal: 'RATE_LIMITED',
    frame: () => ({ action: 'typing', room: ROOM, typing: true }),
  },
  {
    what: 'markRead',
    pushes: 10,
    units: 55,
    why: 'rate `markRead`: 2 a second, 10 at once',
    refusal: 'RATE_LIMITED',
    frame: n => ({ action: 'markRead', room: ROOM, seq: 1 + (n % OLD_MESSAGES) }),
  },
  {
    what: 'joinRoom and leaveRoom in turn',
    pushes: 60,
    units: 800,
    why: 'rate `presence`: 2 a second, 60 at once',
    refusal: undefined,
    frame: n => ({ action: n % 2 ? 'joinRoom' : 'leaveRoom', room: ROOM }),
  },
  {
    what: 'joinRooms of 50 rooms',
    pushes: 0,
    units: 1_250,
    why: 'rate `join`: 20 rooms a second, 250 at once; `roomsPerConnection` (200)',
    refusal: 'RATE_LIMITED',
    frame: n => ({ action: 'joinRooms', rooms: fiftyRooms(n).map(room => ({ room })) }),
  },
  {
    what: 'history, a page of 15',
    pushes: 0,
    units: 400,
    why: 'rate `history`: 20 a second, 200 at once',
    refusal: undefined,
    frame: () => ({ action: 'history', room: ROOM }),
  },
  {
    what: 'sync of 10 rooms, from the tail',
    pushes: 0,
    units: 1_000,
    why: 'rate `sync`: 5 a second, 100 at once',
    refusal: 'RATE_LIMITED',
    frame: () => ({
      action: 'sync',
      rooms: Array.from({ length: 10 }, () => ({ room: ROOM, after: 0, epoch: 'none' })),
    }),
  },
  {
    what: 'view of one room after another',
    pushes: 0,
    units: 130,
    why: 'rate `view`: 4 rooms a second, 60 at once',
    refusal: 'RATE_LIMITED',
    frame: () => ({ action: 'view', rooms: [{ room: ROOM }], hidden: ['elsewhere'] }),
  },
  {
    what: 'presence',
    pushes: 0,
    units: 100,
    why: 'rate `read`: 10 a second, 50 at once',
    refusal: 'RATE_LIMITED',
    frame: () => ({ action: 'presence', room: ROOM }),
  },
  {
    what: 'listRooms',
    pushes: 0,
    units: 50,
    why: 'rate `read`',
    refusal: 'RATE_LIMITED',
    frame: () => ({ action: 'listRooms' }),
  },
  {
    what: 'getRoom',
    pushes: 0,
    units: 150,
    why: 'rate `read`',
    refusal: 'RATE_LIMITED',
    frame: () => ({ action: 'getRoom', room: ROOM }),
  },
  {
    what: 'getRoom, counting members',
    pushes: 0,
    units: 400,
    why: 'rate `read`: as `listMembers` and this',
    refusal: 'RATE_LIMITED',
    frame: () => ({ action: 'getRoom', room: ROOM, count: true }),
  },
  {
    what: 'listMembers, a page of 100',
    pushes: 0,
    units: 300,
    why: 'rate `read`',
    refusal: 'RATE_LIMITED',
    before: async alice => {
      await alice.ask('createRoom', { room: 'full', kind: 'public' });
      for (let n = 0; n < 100; n++)
        await servers.at(-1)?.stores.rooms.setRole('full', `member-${n}`, 'member', undefined);
    },
    frame: () => ({ action: 'listMembers', room: 'full' }),
  },
  {
    what: 'updateRoom',
    pushes: 0,
    units: 300,
    why: 'rate `update`: 1 in 5 s, 10 at once, in all containers',
    refusal: 'RATE_LIMITED',
    races: true,
    before: alice => alice.ask('createRoom', { room: 'told', kind: 'public' }),
    frame: n => ({ action: 'updateRoom', room: 'told', name: `name ${n}` }),
  },
  {
    what: 'deleteRoom, of one room',
    pushes: 0,
    units: 400,
    why: 'rate `members`',
    refusal: 'RATE_LIMITED',
    races: true,
    before: alice => alice.ask('createRoom', { room: 'doomed', kind: 'public' }),
    frame: () => ({ action: 'deleteRoom', room: 'doomed' }),
  },
  {
    what: 'setRole, to and fro',
    pushes: 100,
    units: 700,
    why: 'rate `members`',
    refusal: 'RATE_LIMITED',
    races: true,
    before: async alice => {
      await alice.ask('createRoom', { room: 'roles', kind: 'private' });
      const bob = await servers.at(-1)?.userId('bob');
      if (bob) await servers.at(-1)?.stores.rooms.setRole('roles', bob, 'member', undefined);
    },
    frame: n => ({ action: 'setRole', room: 'roles', userId: '$bob', role: n % 2 ? 'member' : 'readonly' }),
  },
  {
    what: 'ban and unban in turn',
    pushes: 100,
    units: 1_000,
    why: 'rate `members`',
    refusal: 'RATE_LIMITED',
    races: true,
    before: alice => alice.ask('createRoom', { room: 'strict', kind: 'public' }),
    frame: n => ({ action: n % 2 ? 'unban' : 'ban', room: 'strict', userId: '$bob' }),
  },
  {
    what: 'muteMember, to and fro',
    pushes: 100,
    units: 700,
    why: 'rate `members`',
    refusal: 'RATE_LIMITED',
    races: true,
    before: async alice => {
      await alice.ask('createRoom', { room: 'quiet', kind: 'private' });
      const bob = await servers.at(-1)?.userId('bob');
      if (bob) await servers.at(-1)?.stores.rooms.setRole('quiet', bob, 'member', undefined);
    },
    frame: n => ({ action: 'muteMember', room: 'quiet', userId: '$bob', until: n % 2 ? 0 : 4e12 }),
  },
  {
    what: 'listBans, a page of 25',
    pushes: 0,
    units: 200,
    why: 'rate `read`',
    refusal: 'RATE_LIMITED',
    before: async alice => {
      await alice.ask('createRoom', { room: 'severe', kind: 'public' });
      for (let n = 0; n < 100; n++)
        await servers.at(-1)?.stores.bans.ban('severe', banOf(`user-${n}`, 4e12), undefined);
    },
    frame: () => ({ action: 'listBans', room: 'severe' }),
  },
  {
    what: 'blockUser and unblockUser in turn',
    pushes: 0,
    units: 400,
    why: 'rate `members`',
    refusal: 'RATE_LIMITED',
    frame: n => ({ action: n % 2 ? 'unblockUser' : 'blockUser', userId: '$bob' }),
  },
  {
    what: 'getUsers, of 20',
    pushes: 0,
    units: 1_550,
    why: 'rate `read`: each costs at most 30',
    refusal: 'RATE_LIMITED',
    frame: () => ({ action: 'getUsers', userIds: Array.from({ length: 20 }, (_, n) => `user-${n}`) }),
  },
  {
    what: 'discoverRooms, a page of 15',
    pushes: 0,
    units: 1_200,
    why: 'rate `read`: each at most 61, of rooms as full as can be',
    refusal: 'RATE_LIMITED',
    before: async alice => {
      for (let n = 0; n < 20; n++) {
        await alice.ask('createRoom', { room: `shown-${n}`, kind: 'public' });
        const details = { version: 1, topic: 'x', data: 'x'.repeat(4_000) };
        await servers.at(-1)?.stores.details.write(`shown-${n}`, details);
      }
    },
    frame: () => ({ action: 'discoverRooms' }),
  },
  {
    what: 'findUsers, a page of 20',
    pushes: 0,
    units: 1_600,
    why: 'rate `read`: each costs at most 31',
    refusal: 'RATE_LIMITED',
    before: async () => {
      const { accounts, profiles } = servers.at(-1)?.stores ?? {};
      for (let n = 0; n < 30; n++) {
        const user = { userId: `user-${n}`, name: `user-${n}` };
        await accounts?.admit({ ...user, connectionId: 'c', connectedAt: 1, issuedAt: 1 }, false);
        await profiles?.list(user);
      }
    },
    frame: () => ({ action: 'findUsers', prefix: 'user' }),
  },
  {
    what: 'setProfile',
    pushes: 0,
    units: 40,
    why: 'rate `update`: 1 in 5 s, 10 at once; each writes at most 4',
    refusal: 'RATE_LIMITED',
    frame: () => ({ action: 'setProfile', data: 'x'.repeat(2_000) }),
  },
  {
    what: 'requestMyData, of both in turn',
    pushes: 0,
    units: 40,
    why: 'each once a day, in all containers, and rate `update`',
    refusal: 'RATE_LIMITED',
    frame: n => ({ action: 'requestMyData', what: n % 2 ? 'export' : 'erasure' }),
  },
  {
    what: 'reportMessage, each another',
    pushes: 0,
    units: 100,
    why: 'rate `report`: 1 in 10 s, 10 at once, in all containers',
    refusal: 'RATE_LIMITED',
    before: badRoom,
    frame: n => ({ action: 'reportMessage', room: 'bad', seq: 1 + (n % 20) }),
  },
  {
    what: 'createRoom, each inviting a member',
    pushes: 100,
    units: 900,
    why: '`invitationsPerDay` (100), and rate `members`: 5 a second, 100 at once',
    refusal: 'RATE_LIMITED',
    frame: n => ({ action: 'createRoom', room: `made-${n}`, kind: 'private', members: ['$bob'] }),
  },
  {
    what: 'addMember and removeMember in turn',
    pushes: 100,
    units: 800,
    why: 'rate `members`',
    refusal: 'RATE_LIMITED',
    before: alice => alice.ask('createRoom', { room: 'club', kind: 'private' }),
    frame: n => ({ action: n % 2 ? 'removeMember' : 'addMember', room: 'club', userId: '$bob' }),
  },
];

/** They push nothing, so that one server is enough for all of them. */
const QUIET: readonly Row[] = [
  {
    what: 'resolveReport, of none',
    pushes: 0,
    units: 480,
    why: 'rate `members`',
    refusal: 'RATE_LIMITED',
    before: badRoom,
    frame: n => ({ action: 'resolveReport', room: 'bad', seq: 1 + (n % 20) }),
  },
  {
    what: 'listReports, a page of 25',
    pushes: 0,
    units: 280,
    why: 'rate `read`',
    refusal: 'RATE_LIMITED',
    before: async alice => {
      await alice.ask('createRoom', { room: 'bad', kind: 'public' });
      for (let n = 0; n < 30; n++) await servers.at(-1)?.stores.reports.add('bad', { ...REPORT, seq: n + 1 });
    },
    frame: () => ({ action: 'listReports', room: 'bad' }),
  },
  {
    what: 'pinMessage and unpinMessage in turn',
    pushes: 0,
    units: 150,
    why: 'rate `update`',
    refusal: 'RATE_LIMITED',
    races: true,
    before: badRoom,
    frame: n => ({ action: n % 2 ? 'unpinMessage' : 'pinMessage', room: 'bad', seq: 1 }),
  },
  {
    what: 'deleteMessagesOf, of 20 messages',
    pushes: 0,
    units: 1_250,
    why: 'rate `update`; each message is deleted once, and of one request 25',
    refusal: 'RATE_LIMITED',
    races: true,
    before: badRoom,
    frame: () => ({ action: 'deleteMessagesOf', room: 'bad', userId: 'bob', hours: 1 }),
  },
  {
    what: 'createLink',
    pushes: 0,
    units: 600,
    why: '`invitationsPerDay` (100), and rate `members`',
    refusal: 'RATE_LIMITED',
    before: alice => alice.ask('createRoom', { room: 'linked', kind: 'private' }),
    frame: () => ({ action: 'createLink', room: 'linked', uses: 1, until: Date.now() + HOUR_MS }),
  },
  {
    what: 'listLinks, a page of 25',
    pushes: 0,
    units: 1_450,
    why: 'rate `read`: each at most 28, of links that let in as many as they can',
    refusal: 'RATE_LIMITED',
    before: async alice => {
      await alice.ask('createRoom', { room: 'full-links', kind: 'private' });
      const users = new Set(Array.from({ length: LINKS.uses }, (_, n) => `${n}-${'u'.repeat(36)}`));
      const used = { uses: LINKS.uses, until: Date.now() + HOUR_MS, by: MADE_BY, at: 1, users };
      for (let n = 0; n < 30; n++)
        await servers
          .at(-1)
          ?.stores.links.create('full-links', { ...used, link: `${LINK.slice(2)}${10 + n}` });
    },
    frame: () => ({ action: 'listLinks', room: 'full-links' }),
  },
  {
    what: 'revokeLink, of none',
    pushes: 0,
    units: 480,
    why: 'rate `members`',
    refusal: 'RATE_LIMITED',
    before: alice => alice.ask('createRoom', { room: 'linked', kind: 'private' }),
    frame: () => ({ action: 'revokeLink', room: 'linked', link: LINK }),
  },
  {
    what: 'useLink, of none',
    pushes: 0,
    units: 250,
    why: 'rate `members`',
    refusal: 'NOT_FOUND',
    before: async () => {
      const made = { createdBy: 'bob', createdAt: 1, kind: 'private' } as const;
      await servers.at(-1)?.stores.rooms.create('theirs', made);
    },
    frame: () => ({ action: 'useLink', room: 'theirs', link: LINK }),
  },
  {
    what: 'listInvitations, a page of 100',
    pushes: 0,
    units: 160,
    why: 'rate `read`',
    refusal: 'RATE_LIMITED',
    before: async () => {
      const [server] = servers.slice(-1);
      const alice = (await server?.userId('alice')) ?? '';
      for (let n = 0; n < 100; n++)
        await server?.stores.rooms.invite(alice, { room: `asks-${n}`, role: 'member', by: MADE_BY, at: 1 });
    },
    frame: () => ({ action: 'listInvitations' }),
  },
  {
    what: 'answerInvitation, where there is none',
    pushes: 0,
    units: 250,
    why: 'rate `members`',
    refusal: 'NOT_FOUND',
    frame: () => ({ action: 'answerInvitation', room: 'elsewhere', accept: true }),
  },
  {
    what: 'listBlocked, a page of 100',
    pushes: 0,
    units: 130,
    why: 'rate `read`',
    refusal: 'RATE_LIMITED',
    before: async () => {
      const [server] = servers.slice(-1);
      const alice = (await server?.userId('alice')) ?? '';
      for (let n = 0; n < 100; n++) await server?.stores.blocks.block(alice, `user-${n}`, 1);
    },
    frame: () => ({ action: 'listBlocked' }),
  },
];
const ALL = [...ROWS, ...QUIET];

const servers: TestServer[] = [];
afterAll(async () => void (await Promise.all(servers.map(server => server.close()))));

async function crowded() {
  const clock = stoppedClock(Date.now());
  const consumed: Consumed[] = [];
  const server = await testServer({
    accessTokenSeconds: 100_000,
    settings: { ...DEFAULTS, ROOM_DIRECTORY: 'true', USER_DIRECTORY: 'true', DATA_REQUESTS: 'true' },
    container: { clock, onConsumed: report => consumed.push(report) },
  });
  servers.push(server);
  const names = ['bob', ...Array.from({ length: CONNECTIONS - 2 }, () => 'dave' as const)] as const;
  const [bob] = await server.connectAll(names, ROOM);
  if (!bob) throw new Error('nobody is there');
  const alice = await Socket.open(server.socketUrl, await server.token('alice'), PATIENCE_MS);
  await alice.ask('joinRoom', { room: ROOM });
  for (let n = 1; n <= OLD_MESSAGES; n++) await alice.ask('sendMessage', { room: ROOM, text: `old ${n}` });
  clock.advance(20_000);
  const units = () => consumed.reduce((sum, { units }) => sum + units, 0);
  return { server, clock, alice, bob, units, bobs: await server.userId('bob') };
}

/** The refusals of a frame, or of the items of one. */
const refusalsIn = (frame: Frame): Frame[] =>
  frame.type === 'error' ? [frame] : (frame.rooms ?? []).flatMap(({ error }: Frame) => error ?? []);

let quiet: ReturnType<typeof crowded> | undefined;

async function flood(row: Row) {
  const { what, frame, before } = row;
  if (QUIET.includes(row)) quiet ??= crowded();
  const { server, clock, alice, bob, units, bobs } = await ((QUIET.includes(row) && quiet) || crowded());
  // Whatever was used up before is there again.
  clock.advance(200_000);
  await before?.(alice);
  await bob.settled();
  const [pushesBefore, unitsBefore] = [bob.pushes.length, units()];
  const withBob = (n: number) => JSON.parse(JSON.stringify(frame(n)).replaceAll('$bob', bobs));
  for (let n = 0; n < FRAMES; n++) alice.send({ id: `${what.slice(0, 40)} ${n}`, ...withBob(n) });
  const answered = () =>
    alice.frames.filter(({ id }: Frame) => String(id).startsWith(`${what.slice(0, 40)} `));
  // Typing that was let through is not answered.
  const unanswered = () => (what === 'typing' ? bob.of('typing').length : 0);
  await alice.until(() => answered().length + unanswered() >= FRAMES, 'all of them to be answered');
  await bob.settled();
  const refusals = answered().flatMap(refusalsIn);
  const pushes = bob.pushes.length - pushesBefore;
  return { server, clock, alice, refusals, pushes, units: units() - unitsBefore, again: withBob(FRAMES) };
}

describe('200 frames at once on one socket', () => {
  it.each(ALL.map(row => [row.what, row] as const))(
    '%s: what the others are sent, what it consumes, and what is refused',
    async (_, row) => {
      const { refusals, pushes, units } = await flood(row);
      console.log(`${row.what}: ${pushes} pushes, ${units} units, ${refusals.length} refused`);
      expect(pushes).toBeLessThanOrEqual(row.pushes);
      expect(units).toBeLessThanOrEqual(row.units);
      if (row.refusal) expect(refusals.map(({ code }) => code)).toContain(row.refusal);
      for (const { code, retryAfterMs } of refusals) {
        const lost = row.races ? ['UNAVAILABLE'] : [];
        expect(['RATE_LIMITED', 'LIMIT_EXCEEDED', row.refusal, ...lost]).toContain(code);
        if (code === 'RATE_LIMITED' || code === 'UNAVAILABLE') expect(retryAfterMs).toBeGreaterThan(0);
      }
    },
    PATIENCE_MS + 20_000,
  );

  it('a sender who waits as long as they were told is let through', async () => {
    const [row] = ROWS.filter(({ what }) => what === 'sendMessage, new messages');
    if (!row) throw new Error('there is no such row');
    const { clock, alice, refusals, again } = await flood(row);
    // The last of them were refused for asking so often, which lasts longer.
    const told = Math.max(...refusals.map(({ retryAfterMs }) => retryAfterMs));
    clock.advance(told - 1);
    const { action, ...fields } = again;
    expect(await alice.ask(action, fields)).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 1 });
    clock.advance(1);
    expect(await alice.ask(action, fields)).toMatchObject({ type: 'ok' });
  }, 60_000);
});

it('every action has a row, but for those of administrators and what API Gateway answers', () => {
  const isWatched = (action: string) => ALL.some(({ what }) => what.split(/[ ,]+/).includes(action));
  expect(Object.keys(requests).filter(action => !action.startsWith('admin') && !isWatched(action))).toEqual([
    'ping',
  ]);
});

it('the bounds stand in docs/security.md', () => {
  const page = readFileSync(new URL('../../docs/security.md', import.meta.url), 'utf8');
  const rows = page.split('\n').map(line => line.split('|').map(cell => cell.trim()));
  for (const { what, pushes, units, why } of ALL)
    expect(rows).toContainEqual(['', what, String(pushes), units.toLocaleString('en-US'), why, '']);
});
