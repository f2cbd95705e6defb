/** What a client does at moments that a real server seldom makes: time and every frame are the test's own. */
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileOutbox } from '../../client/file-outbox.ts';
import { changed, type Message, type OutboxStore, type Outgoing } from '../../client/messaging-client.ts';
import type { Frame } from '../support/socket.ts';
import { message, obliging, type Script, scripted, tokenOf } from './support/scripted.ts';

const MINUTE = 60_000;
const HEARTBEAT = 5 * MINUTE;
const refusal = (code: string, more: object = {}) => ({ type: 'error', code, message: code, ...more });
/** The obliging server, but for one action. */
const except =
  (action: string, script: Script): Script =>
  frame =>
    frame.action === action ? script(frame) : obliging(frame);
/** What a promise came to. */
function outcome(promise: Promise<unknown>) {
  const result: { value?: unknown; code?: string } = {};
  promise.then(
    value => Object.assign(result, { value }),
    error => Object.assign(result, { code: error.code }),
  );
  return result;
}
const stored = (frame: Frame, seq = 1) => ({
  room: frame.room,
  seq,
  ordinal: seq,
  epoch: 'e1',
  messageId: frame.messageId,
  sentAt: 1,
  duplicate: false,
});
/** A store with what an earlier process left in it. */
const storeOf = (...items: object[]) => {
  const removed: string[] = [];
  const store: OutboxStore & { removed: string[] } = {
    load: () => items as Outgoing[],
    put: () => {},
    remove: messageId => void removed.push(messageId),
    removed,
  };
  return store;
};

describe('the log', () => {
  const edit = {
    type: 'edited',
    room: 'r',
    epoch: 'e1',
    seq: 3,
    ordinal: 2,
    target: 1,
    text: 'new',
    editedAt: 9,
    by: { userId: 'bob', name: 'bob' },
  };

  it('has an edit whose push was lost fetched like any other entry', async () => {
    const { client, clock, socket } = scripted(
      except('history', () => ({
        room: 'r',
        epoch: 'e1',
        head: 4,
        messages: [edit, message('r', 4)],
        more: false,
      })),
    );
    const told: unknown[] = [];
    for (const name of ['message', 'edited'] as const) client.on(name, ({ seq }) => told.push([name, seq]));
    void client.room('r').join();
    await clock.pass(10);
    for (const seq of [1, 2, 4]) socket()?.push({ type: 'message', ...message('r', seq) });
    await clock.pass(1_000);
    expect(told).toEqual([
      ['message', 1],
      ['message', 2],
      ['edited', 3],
      ['message', 4],
    ]);
  });

  it('goes on past pushes and entries of a later version, and ends up the same', async () => {
    const reaction = {
      type: 'reaction',
      room: 'r',
      epoch: 'e1',
      seq: 2,
      ordinal: 1,
      target: 1,
      emoji: 'x',
      messageId: 'reaction-1',
      from: { userId: 'bob', name: 'bob' },
      sentAt: 5,
    };
    const { client, clock, socket, sent } = scripted(
      except('history', ({ after }) => ({
        room: 'r',
        epoch: 'e1',
        head: 4,
        messages: [reaction, edit, message('r', 4)].filter(({ seq }) => seq > after),
        more: false,
      })),
    );
    const shown = new Map<number, Message>();
    client.on('message', one => shown.set(one.seq, one));
    client.on('edited', change => {
      const target = shown.get(change.target);
      if (target) shown.set(change.target, changed(target, change));
    });
    void client.room('r').join();
    await clock.pass(10);
    socket()?.push({ type: 'message', ...message('r', 1) });
    socket()?.push(reaction);
    socket()?.push({ type: 'celebration', room: 'r', seq: 99, epoch: 'e1' });
    socket()?.push({ type: 'messages', room: 'r', epoch: 'e1', messages: [edit, message('r', 4)] });
    await clock.pass(1_000);
    expect([...shown.values()]).toEqual([{ ...message('r', 1), text: 'new', editedAt: 9 }, message('r', 4)]);
    expect(client.room('r').cursor).toEqual({ epoch: 'e1', after: 4 });
    expect(sent('history').length).toBe(1);
    // Packed, it costs no request at all.
    socket()?.push({
      type: 'messages',
      room: 'r',
      epoch: 'e1',
      messages: [{ ...reaction, seq: 5 }, message('r', 6)],
    });
    await clock.pass(1_000);
    expect(shown.has(6)).toBe(true);
    expect(sent('history').length).toBe(1);
  });

  it('moves on by the reply to an edit of one’s own, without asking for it', async () => {
    const { client, clock, socket, sent } = scripted(
      except('editMessage', () => ({ room: 'r', seq: 2, ordinal: 1, target: 1, epoch: 'e1', editedAt: 9 })),
    );
    const told: unknown[] = [];
    client.on('edited', ({ seq, target, text }) => told.push({ seq, target, text }));
    void client.room('r').join();
    await clock.pass(10);
    socket()?.push({ type: 'message', ...message('r', 1) });
    const edited = outcome(client.room('r').edit(1, 'new'));
    await clock.pass(1_000);
    expect(edited.value).toMatchObject({ seq: 2, target: 1 });
    expect(told).toEqual([{ seq: 2, target: 1, text: 'new' }]);
    expect(client.room('r').cursor?.after).toBe(2);
    expect(sent('history')).toEqual([]);
  });
});

describe('a connection that the server has forgotten', () => {
  it('is left for another one, and what waits is sent over that', async () => {
    let isForgotten = true;
    const { client, clock, sockets } = scripted(
      except('sendMessage', frame => {
        if (!isForgotten) return stored(frame);
        isForgotten = false;
        return refusal('CONNECTION_ENDED');
      }),
    );
    void client.room('r').join();
    await clock.pass(10);
    const sent = outcome(client.room('r').send('hello'));
    await clock.pass(5_000);
    expect(sent.value).toMatchObject({ seq: 1 });
    expect(sockets.made.map(({ closed }) => closed)).toEqual([true, false]);
    expect(client.state.name).toBe('online');
  });

  it('also where a frame without an id is told so', async () => {
    const { client, clock, sockets, socket } = scripted();
    client.connect();
    await clock.pass(10);
    socket()?.push(refusal('CONNECTION_ENDED', { action: 'typing' }));
    await clock.pass(5_000);
    expect(sockets.made.length).toBe(2);
    expect(client.state.name).toBe('online');
  });

  it('has a room created over the next one, since it was not created over this', async () => {
    let tries = 0;
    const { client, clock } = scripted(
      except('createRoom', frame =>
        ++tries === 1 ? refusal('CONNECTION_ENDED') : { room: frame.room, kind: frame.kind, createdAt: 1 },
      ),
    );
    const created = outcome(client.createRoom('mine', { kind: 'private' }));
    await clock.pass(5_000);
    expect(created.value).toMatchObject({ room: 'mine' });
  });
});

it('the oldest of too many connections is told REPLACED, and does not come back', async () => {
  const { client, clock, sockets, socket } = scripted();
  client.connect();
  await clock.pass(10);
  socket()?.push({ type: 'bye', code: 'REPLACED', message: 'Too many connections.', reconnect: false });
  await clock.pass(HEARTBEAT);
  expect(client.state).toMatchObject({ name: 'stopped', error: { code: 'REPLACED' } });
  expect(sockets.made.length).toBe(1);
});

it('UNCERTAIN and LIMIT_EXCEEDED reach the app as they are', async () => {
  const { client, clock } = scripted(frame => {
    if (frame.action === 'sendMessage') return refusal('UNCERTAIN');
    if (frame.action !== 'joinRooms' || frame.rooms[0].room === 'r') return obliging(frame);
    return {
      rooms: [
        {
          ok: false,
          room: frame.rooms[0].room,
          error: { code: 'LIMIT_EXCEEDED', message: 'Too many rooms.' },
        },
      ],
    };
  });
  void client.room('r').join();
  await clock.pass(10);
  const sent = outcome(client.room('r').send('hello'));
  const joined = outcome(client.room('one-too-many').join());
  await clock.pass(1_000);
  expect(sent.code).toBe('UNCERTAIN');
  expect(joined.code).toBe('LIMIT_EXCEEDED');
});

describe('a quiet room next to a busy one', () => {
  async function twoRooms(script: Script) {
    const parts = scripted(script);
    const { client, clock, socket } = parts;
    for (const room of ['busy', 'quiet']) void client.room(room).join();
    await clock.pass(10);
    let seq = 0;
    /** A message in the busy room every second. */
    const chatter = async (ms: number) => {
      for (let at = 0; at < ms; at += 1_000) {
        socket()?.push({ type: 'message', ...message('busy', ++seq) });
        await clock.pass(1_000);
      }
    };
    return { ...parts, chatter };
  }

  it('has its lost last push noticed within the heartbeat, and is joined anew', async () => {
    const lost = message('quiet', 1);
    const { client, chatter, sent } = await twoRooms(
      except('sync', ({ rooms }) => ({
        rooms: rooms.map((one: Frame) => ({
          ok: true,
          room: one.room,
          epoch: 'e1',
          head: one.room === 'quiet' ? 1 : one.after,
          messages: one.room === 'quiet' && one.after === 0 ? [lost] : [],
          more: false,
          recovered: true,
        })),
      })),
    );
    const told: string[] = [];
    client.on('message', ({ room }) => room === 'quiet' && told.push(room));
    await chatter(HEARTBEAT + 2_000);
    expect(told).toEqual(['quiet']);
    expect(sent('sync').map(({ rooms }) => rooms.map((one: Frame) => one.room))).toEqual([['quiet']]);
    expect(sent('joinRooms').at(-1)?.rooms).toEqual([{ room: 'quiet', after: 1, epoch: 'e1' }]);
  });

  it('has it noticed within 30 s of the next sign of life, where all was silent before', async () => {
    let head = 0;
    const { client, clock, sent, socket } = await twoRooms(
      except('sync', ({ rooms }) => ({
        rooms: rooms.map((one: Frame) => ({
          ok: true,
          room: one.room,
          epoch: 'e1',
          head: one.room === 'quiet' ? head : one.after,
          messages: one.room === 'quiet' && one.after < head ? [message('quiet', 1)] : [],
          more: false,
          recovered: true,
        })),
      })),
    );
    const told: string[] = [];
    client.on('message', ({ room }) => told.push(room));
    head = 1;
    await clock.pass(31_000);
    expect(told).toEqual([]);
    socket()?.push({ type: 'message', ...message('busy', 1) });
    await clock.pass(30_000);
    expect(told).toEqual(['busy', 'quiet']);
    // The room whose own push broke the silence has nothing to prove.
    expect(sent('sync')).toMatchObject([{ rooms: [{ room: 'quiet' }] }]);
  });

  it('has no more asked while frames keep coming, nor by the replies to what was asked', async () => {
    const { clock, chatter, sent } = await twoRooms(obliging);
    await chatter(HEARTBEAT / 2);
    expect(sent('sync')).toEqual([]);
    await clock.pass(31_000);
    await chatter(1_000);
    await clock.pass(2 * MINUTE);
    expect(sent('sync').length).toBe(1);
  });

  it('costs at most two frames in a heartbeat, however many rooms there are', async () => {
    const { client, clock, chatter, sent } = await twoRooms(obliging);
    for (let room = 0; room < 40; room++) {
      void client.room(`other-${room}`).join();
      await clock.pass(1_000);
    }
    await chatter(4 * HEARTBEAT);
    expect(sent('sync').length).toBeLessThanOrEqual(9);
    expect(sent('ping')).toEqual([]);
  });
});

describe('a wall clock that steps', () => {
  it.each([-60, 60])('by %i minutes: a dead connection is noticed in the usual time', async minutes => {
    const { client, clock, sockets } = scripted(frame =>
      sockets.made.length > 1 ? obliging(frame) : undefined,
    );
    client.connect();
    await clock.pass(10);
    clock.step(minutes * MINUTE);
    // Idle for a heartbeat, then a ping that is not answered.
    await clock.pass(HEARTBEAT + 6_000);
    expect(sockets.made[0]?.closed).toBe(true);
    expect(sockets.made.length).toBe(2);
  });

  it('does not make a message that was sent a moment ago look too old, or ever young', async () => {
    let isSilent = true;
    const { client, clock } = scripted(
      except('sendMessage', frame => (isSilent ? undefined : stored(frame))),
    );
    void client.room('r').join();
    await clock.pass(10);
    const sent = outcome(client.room('r').send('hello'));
    await clock.pass(1_000);
    clock.step(60 * MINUTE);
    isSilent = false;
    await clock.pass(MINUTE);
    expect(sent.value).toMatchObject({ seq: 1 });
  });
});

it('a send is not rejected for a join that a throttle holds up: it is stored once the throttle ends', async () => {
  let isThrottled = true;
  const { client, clock } = scripted(frame => {
    if (frame.action === 'joinRooms' && isThrottled) return undefined;
    return frame.action === 'sendMessage' ? stored(frame) : obliging(frame);
  });
  client.connect();
  await clock.pass(10);
  const joined = outcome(client.room('r').join());
  const sent = outcome(client.room('r').send('hold on'));
  for (let minute = 0; minute < 4; minute++) await clock.pass(MINUTE);
  expect(sent).toEqual({});
  isThrottled = false;
  await clock.pass(3 * MINUTE);
  expect(sent.value).toMatchObject({ seq: 1 });
  expect(joined.code ?? 'joined').toMatch(/TIMEOUT|DISCONNECTED|joined/);
});

describe('a message that was stored, its reply lost, in a room that is then closed to us', () => {
  it('is reported as stored, not as failed', async () => {
    let tries = 0;
    const { client, clock } = scripted(
      except('sendMessage', frame => (++tries === 1 ? undefined : { ...stored(frame), duplicate: true })),
    );
    void client.room('r').join();
    await clock.pass(10);
    const sent = outcome(client.room('r').send('hello'));
    await clock.pass(10);
    client.room('r').leave();
    await clock.pass(1_000);
    expect(sent.value).toMatchObject({ seq: 1, duplicate: true });
  });
});

describe('one user’s messages', () => {
  it('are never sent as another’s, whatever token the page has now', async () => {
    let user = 'alice';
    const { client, clock, sent, socket } = scripted(undefined, { getToken: () => tokenOf(user) });
    void client.room('r').join();
    await clock.pass(10);
    const waiting = outcome(client.room('r').send('as alice'));
    await clock.pass(10);
    expect(sent('sendMessage').length).toBe(1);
    user = 'bob';
    socket()?.onclose?.({ code: 1006 } as never);
    await clock.pass(MINUTE);
    expect(client.user?.userId).toBe('bob');
    expect(sent('sendMessage').length).toBe(1);
    expect(waiting.code).toBe('OTHER_USER');
  });

  it('stop a client that belongs to one user before it connects as another', async () => {
    const { client, clock, sockets } = scripted(undefined, {
      userId: 'alice',
      getToken: () => tokenOf('bob'),
    });
    const waiting = outcome(client.room('dm:alice:carol').send('as alice'));
    await clock.pass(MINUTE);
    expect(client.state).toMatchObject({ name: 'stopped', error: { code: 'OTHER_USER' } });
    expect(sockets.made).toEqual([]);
    expect(waiting.code).toBe('OTHER_USER');
  });

  it('stay in a store that somebody else opens', async () => {
    const item = {
      room: 'dm:alice:carol',
      messageId: 'message-1',
      content: { text: 'x' },
      queuedAt: 1,
      attempt: 0,
    };
    const store = storeOf({ ...item, userId: 'bob' });
    const { client, clock, sent } = scripted(undefined, { outbox: store });
    client.connect();
    await clock.pass(MINUTE);
    expect(sent('sendMessage')).toEqual([]);
    expect(store.removed).toEqual([]);
    expect(client.pending).toEqual([]);
  });
});

describe('an old entry of a persistent outbox', () => {
  const old = { room: 'r', messageId: 'message-1', content: { text: 'x' }, queuedAt: 1, attempt: 1 };

  it.each([
    ['that does not say how far the log had been read', { firstTryAt: 1 }],
    ['that does not say when it was sent', {}],
    ['from a clock that was ahead', { firstTryAt: 1_800_000_000_000, since: { epoch: 'e0', after: 0 } }],
  ])('%s fails as UNCERTAIN rather than being sent as a new one', async (_name, more) => {
    const { client, clock, sent } = scripted(undefined, { outbox: storeOf({ ...old, ...more }) });
    const failed: unknown[] = [];
    client.on('failed', ({ error }) => failed.push(error.code));
    void client.room('r').join();
    await clock.pass(MINUTE);
    expect(failed).toEqual(['UNCERTAIN']);
    expect(sent('sendMessage')).toEqual([]);
  });
});

it('a folder of unsent messages is readable by its owner alone, and nothing is written or removed beside it', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'messaging-outbox-'));
  const folder = join(parent, 'outbox');
  const item = { room: 'r', messageId: 'message-1', content: { text: 'x' }, queuedAt: 1, attempt: 0 };
  const store = fileOutbox(folder);
  await store.put(item);
  await chmod(folder, 0o755);
  await store.put({ ...item, messageId: 'message-2' });
  await store.put({ ...item, messageId: '../escaped-1' });
  expect(await readdir(parent)).toEqual(['outbox']);
  await writeFile(join(parent, 'escaped-1.json'), 'another one’s');
  await store.remove('../escaped-1');
  expect((await readdir(parent)).sort()).toEqual(['escaped-1.json', 'outbox']);
  expect((await readdir(folder)).sort()).toEqual(['message-1.json', 'message-2.json']);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  expect((await stat(join(folder, 'message-1.json'))).mode & 0o777).toBe(0o600);
  await rm(parent, { recursive: true });
});

it('a direct room’s first message whose reply was lost is shown once the user, who was put out, is back', async () => {
  const room = 'dm:alice:bob';
  const { client, clock, socket, sent } = scripted(
    except('sync', () => ({
      rooms: [
        { ok: true, room, epoch: 'e1', head: 1, messages: [message(room, 1)], more: false, recovered: false },
      ],
    })),
  );
  const told: unknown[] = [];
  client.on('message', ({ seq }) => told.push(seq));
  client.on('recovered', event => told.push(event));
  const unacknowledged = outcome(client.room(room).send('hello'));
  await clock.pass(10);
  socket()?.push({ type: 'bye', code: 'KICKED', message: 'Out.', reconnect: false });
  await clock.pass(10);
  expect(unacknowledged.code).toBe('KICKED');
  client.connect();
  await clock.pass(10);
  expect(sent('sync')[0]?.rooms).toEqual([{ room }]);
  expect(told).toEqual([1]);
});

describe('memberships', () => {
  it('are told of rooms that were not joined, and listed page by page', async () => {
    const by = { userId: 'bob', name: 'bob' };
    const { client, clock, socket, sent } = scripted(
      except('listInvitations', ({ after }) =>
        after === undefined
          ? { invitations: [{ room: 'one', role: 'member', by, at: 1 }], next: 'n1' }
          : { invitations: [{ room: 'two', role: 'member', by, at: 2 }] },
      ),
    );
    const told: unknown[] = [];
    client.on('membership', ({ room, event }) => told.push([room, event]));
    const list = outcome(client.invitations());
    await clock.pass(1_000);
    socket()?.push({ type: 'membership', room: 'one', event: 'invited', role: 'member', by });
    expect(told).toEqual([['one', 'invited']]);
    expect(list.value).toMatchObject([{ room: 'one' }, { room: 'two' }]);
    expect(sent('listInvitations').map(({ after }) => after)).toEqual([undefined, 'n1']);
  });

  it('that end are asked after: the client is told that it is out', async () => {
    let isIn = true;
    const { client, clock, socket } = scripted(
      except('joinRooms', frame =>
        isIn
          ? obliging(frame)
          : { rooms: [{ ok: false, room: 'r', error: { code: 'NOT_FOUND', message: 'No such room.' } }] },
      ),
    );
    const left: unknown[] = [];
    client.on('left', ({ room, error }) => left.push([room, error.code]));
    void client.room('r').join();
    await clock.pass(10);
    isIn = false;
    socket()?.push({ type: 'membership', room: 'r', event: 'removed' });
    await clock.pass(1_000);
    expect(left).toEqual([['r', 'NOT_FOUND']]);
  });
});

describe('clients that connected at one instant, as after an outage', () => {
  it('make their successors spread over five minutes, not at one instant again', async () => {
    const HOURS_2 = 120 * MINUTE;
    const successorAt = async (random: number) => {
      const { client, clock, sockets } = scripted();
      clock.random = () => random;
      client.connect();
      for (let at = 0; at < HOURS_2; at += MINUTE / 2) {
        if (sockets.made.length > 1) return at;
        await clock.pass(MINUTE / 2);
      }
      return undefined;
    };
    expect(await successorAt(0)).toBe(HOURS_2 - 5 * MINUTE);
    expect(await successorAt(0.5)).toBe(HOURS_2 - 7.5 * MINUTE);
    expect(await successorAt(1)).toBe(HOURS_2 - 10 * MINUTE);
  });
});
