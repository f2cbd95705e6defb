/** What a client says of the rooms that are on show, and when. Time and every frame are the test's own. */
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../shared/protocol/index.ts';
import type { Frame } from '../support/socket.ts';
import { obliging, type Script, scripted } from './support/scripted.ts';

const SECOND = 1_000;
const roster = (room: string) => ({ ok: true, room, connections: 1, users: [], truncated: false });
const watching: Script = frame =>
  frame.action === 'view' ? { rooms: frame.rooms.map(({ room }: Frame) => roster(room)) } : obliging(frame);
const said = ({ rooms, hidden }: Frame) => [rooms.map(({ room }: Frame) => room), hidden];

/** A client that has joined these rooms. */
async function joined(rooms: readonly string[], script = watching) {
  const all = scripted(script);
  for (const room of rooms) void all.client.room(room).join();
  await all.clock.pass(SECOND);
  return all;
}

describe('a client whose app never says what is on show', () => {
  it('says nothing of it: it is told everything, as ever', async () => {
    const { sent, clock } = await joined(['a', 'b']);
    await clock.pass(60 * SECOND);
    expect(sent('view')).toEqual([]);
    expect(sent('joinRooms').flatMap(({ rooms }) => rooms)).toEqual([{ room: 'a' }, { room: 'b' }]);
  });
});

describe('a client whose app says which room is on show', () => {
  it('says so with its joins, which costs no frame', async () => {
    const { client, clock, sent } = scripted(watching);
    client.room('a').view();
    for (const room of ['a', 'b']) void client.room(room).join();
    await clock.pass(60 * SECOND);
    expect(sent('joinRooms').flatMap(({ rooms }) => rooms)).toEqual([
      { room: 'a', view: true },
      { room: 'b', view: false },
    ]);
    expect(sent('view')).toEqual([]);
  });

  it('says at a switch what came on show and what went, in one frame', async () => {
    const { client, clock, sent } = await joined(['a', 'b', 'c']);
    const hide = client.room('a').view();
    await clock.pass(SECOND);
    hide();
    client.room('b').view();
    await clock.pass(SECOND);
    expect(sent('view').map(said)).toEqual([
      [['a'], ['b', 'c']],
      [['b'], ['a']],
    ]);
  });

  it('says nothing of rooms that are passed through within a second', async () => {
    const { client, clock, sent } = await joined(['a', 'b', 'c', 'd']);
    client.room('a').view();
    await clock.pass(10);
    for (const room of ['b', 'c']) {
      const hide = client.room(room).view();
      await clock.pass(100);
      hide();
    }
    client.room('d').view();
    await clock.pass(SECOND);
    expect(sent('view').map(said).slice(1)).toEqual([[['d', 'a'], []]]);
  });

  it('tells the app who is present, once the reply has come', async () => {
    const { client, clock } = await joined(['a']);
    const present: object[] = [];
    client.on('present', event => present.push(event));
    client.room('a').view();
    await clock.pass(10);
    expect(present).toMatchObject([{ room: 'a', connections: 1, users: [], truncated: false }]);
  });

  it('says of a room that comes on show how far it has it, and applies what was held back', async () => {
    const message = (seq: number) => ({
      ...{ room: 'b', epoch: 'e1', seq, messageId: `message-${seq}`, sentAt: 1 },
      ...{ from: { userId: 'bob', name: 'bob' }, text: `${seq}` },
    });
    const missed = { epoch: 'e1', head: 2, messages: [message(1), message(2)], more: false, recovered: true };
    const { client, clock, sent } = await joined(['a', 'b'], frame =>
      frame.action === 'view' ? { rooms: [{ ...roster('b'), missed }] } : watching(frame),
    );
    const heard: number[] = [];
    client.room('b').on('message', ({ seq }) => heard.push(seq));
    client.room('b').view();
    await clock.pass(SECOND);
    expect(sent('view').flatMap(({ rooms }) => rooms)).toEqual([{ room: 'b', after: 0, epoch: 'e1' }]);
    expect(heard).toEqual([1, 2]);
  });

  it('joins a room that it does not show anew only if what a proof had never comes', async () => {
    let head = 0;
    const message = { messageId: 'message-1', sentAt: 1, from: { userId: 'bob', name: 'bob' }, text: 'late' };
    const { client, clock, sent } = await joined(['a', 'b'], frame => {
      if (frame.action !== 'sync') return watching(frame);
      head += 1;
      const place = { room: 'b', epoch: 'e1', head };
      const messages = [{ ...message, room: 'b', epoch: 'e1', seq: head }];
      return { rooms: [{ ok: true, ...place, messages, more: false, recovered: true }] };
    });
    client.room('a').view();
    await clock.pass(301 * SECOND);
    expect(sent('sync')).toHaveLength(1);
    expect(sent('joinRooms')).toHaveLength(1);
    await clock.pass(301 * SECOND);
    expect(sent('joinRooms').at(-1)?.rooms).toMatchObject([{ room: 'b' }]);
    expect(sent('joinRooms')).toHaveLength(2);
  });

  it('says it again before the server forgets, without asking for a reply', async () => {
    const { client, clock, sent } = await joined(['a']);
    client.room('a').view();
    await clock.pass(LIMITS.viewSeconds * SECOND - 1);
    const [, again] = sent('view');
    expect(said(again)).toEqual([['a'], []]);
    expect(again).not.toHaveProperty('id');
  });

  it('names the newest four of those on show, and direct rooms among them', async () => {
    const { client, clock, sent } = await joined(['a', 'b', 'c', 'd']);
    for (const room of ['a', 'b', 'c', 'd', 'dm:alice:bob']) client.room(room).view();
    await clock.pass(SECOND);
    expect(sent('view').map(said)).toEqual([[['dm:alice:bob', 'd', 'c', 'b'], ['a']]]);
  });

  it('tries again where it was refused for now', async () => {
    let refusals = 0;
    const { client, clock, sent } = await joined(['a'], frame =>
      frame.action === 'view' && refusals++ === 0
        ? { type: 'error', code: 'RATE_LIMITED', message: '', retryAfterMs: 5_000 }
        : watching(frame),
    );
    client.room('a').view();
    await clock.pass(4_000);
    expect(sent('view')).toHaveLength(1);
    await clock.pass(2_000);
    expect(sent('view').map(said)).toEqual([
      [['a'], []],
      [['a'], []],
    ]);
  });
});

describe('what was seen', () => {
  it('is told at once, and then the newest of each second, without asking for a reply', async () => {
    const { client, clock, sent } = await joined(['a']);
    const room = client.room('a');
    for (let seq = 1; seq <= 10; seq++) {
      room.seen(seq);
      await clock.pass(200);
    }
    await clock.pass(SECOND);
    expect(sent('markRead').map(({ seq }) => seq)).toEqual([1, 5, 10]);
    for (const frame of sent('markRead')) expect(frame).not.toHaveProperty('id');
    room.seen(9);
    await clock.pass(SECOND);
    expect(sent('markRead')).toHaveLength(3);
  });

  it('before there is a connection is told once there is', async () => {
    const { client, clock, sent } = scripted(watching);
    client.room('a').seen(3);
    void client.room('a').join();
    await clock.pass(2 * SECOND);
    expect(sent('markRead').map(({ seq }) => seq)).toEqual([3]);
  });
});
