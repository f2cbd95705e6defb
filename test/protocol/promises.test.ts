/** The sentences under "What is promised" of docs/protocol.md that no other file here is about (cursors: recovery.test.ts). */
import { afterAll, describe, expect, it } from 'vitest';
import { testServer } from '../support/server.ts';
import type { Frame, Socket } from '../support/socket.ts';

const server = await testServer();
const LOSSY = { 'post-drop': 0.15, 'post-double': 0.15, 'post-swap': 0.15 };
const lossy = await testServer({ faults: LOSSY });
afterAll(() => Promise.all([server.close(), lossy.close()]));

const upTo = (head: number): number[] => Array.from({ length: head }, (_, index) => index + 1);

async function historyAfter(socket: Socket, room: string, after = 0): Promise<Frame[]> {
  const { messages, more } = await socket.ask('history', { room, after, limit: 100 });
  return more ? [...messages, ...(await historyAfter(socket, room, messages.at(-1).seq))] : messages;
}

describe('a room is a log', () => {
  it('whose seq starts at 1 and has no gap, whatever is refused or repeated in between', async () => {
    const room = 'log';
    const [alice, bob] = await server.connectAll(['alice', 'bob'], room);
    const requests = upTo(30).flatMap(number => [
      { room, text: `message ${number}`, messageId: `message-${number}` },
      { room, text: '' },
      { room, text: `message ${number}`, messageId: `message-${number}`, attempt: 2 },
      { room: 'not-joined', text: 'nobody reads this' },
    ]);
    const sent = await Promise.all(
      [alice, bob].flatMap(socket => requests.map(request => socket.ask('sendMessage', request))),
    );
    const stored = sent.filter(({ type, duplicate }) => type === 'ok' && !duplicate);
    expect(stored.map(({ seq }) => seq).toSorted((a, b) => a - b)).toEqual(upTo(60));
    expect((await historyAfter(alice, room)).map(({ seq }) => seq)).toEqual(upTo(60));
  });
});

describe('a reply ok to sendMessage', () => {
  it('means stored: history asked for that moment has it', async () => {
    const room = 'stored';
    const [alice, bob] = await server.connectAll(['alice', 'bob'], room);
    for (const number of upTo(20)) {
      const { seq } = await alice.ask('sendMessage', { room, text: `message ${number}` });
      const { messages } = await bob.ask('history', { room, after: seq - 1 });
      expect(messages).toMatchObject([{ seq, text: `message ${number}` }]);
    }
  });

  it('means handed to the fan-out: everyone is pushed it though the sender is gone that moment', async () => {
    const room = 'handed';
    const bob = await server.connect('bob');
    await bob.ask('joinRoom', { room });
    for (const number of upTo(5)) {
      const alice = await server.connect('alice');
      await alice.ask('joinRoom', { room });
      await alice.ask('sendMessage', { room, text: `message ${number}` });
      alice.ws.terminate();
    }
    await bob.until(() => bob.messages.length === 5, 'five messages');
    expect(bob.messages.map(({ seq }) => seq)).toEqual(upTo(5));
  });
});

describe('the same messageId from the same user in the same room', () => {
  it('on five connections at once is stored once; each repeat has the first seq, and all together they are pushed once more', async () => {
    const room = 'repeated';
    const devices = await server.connectAll(['alice', 'alice', 'alice', 'alice', 'alice'], room);
    const [bob] = await server.connectAll(['bob'], room);
    const request = { room, text: 'once', messageId: 'one-message-id' };
    const replies = await Promise.all(devices.map(device => device.ask('sendMessage', request)));
    expect(replies.map(({ seq, messageId }) => [seq, messageId])).toEqual(
      devices.map(() => [1, 'one-message-id']),
    );
    expect(replies.filter(({ duplicate }) => duplicate === false)).toHaveLength(1);
    await bob.until(() => bob.messages.length === 2, 'the message and its repeat');
    await bob.settled();
    expect(bob.messages).toHaveLength(2);
    for (const message of bob.messages) expect(message).toEqual(bob.messages[0]);
    expect(await historyAfter(bob, room)).toHaveLength(1);
  });
});

describe('pushes that come late, twice, out of order or not at all', () => {
  /** What the page tells a client to do: apply by seq, drop what it has, ask history for what is missing. */
  async function applied(socket: Socket, room: string, own: readonly Frame[], head: number) {
    const log = new Map<number, Frame>([...own, ...socket.messages].map(frame => [frame.seq, frame]));
    const gap = upTo(head).find(seq => !log.has(seq));
    if (gap !== undefined)
      for (const message of await historyAfter(socket, room, gap - 1)) log.set(message.seq, message);
    return upTo(head).map(seq => log.get(seq)?.text);
  }

  it('leave every client with every message once, in one order that all share', async () => {
    const room = 'lossy';
    const clients = await lossy.connectAll(['alice', 'bob', 'carol'], room);
    const own = await Promise.all(
      clients.map(async (socket, index) => {
        const sent: Frame[] = [];
        for (const number of upTo(40)) {
          const text = `${index}: message ${number}`;
          sent.push({ ...(await socket.ask('sendMessage', { room, text })), text });
        }
        return sent;
      }),
    );
    for (const socket of clients) await socket.settled();

    const seqs = clients.map(({ messages }) => messages.map(({ seq }) => seq));
    expect(
      seqs.some(those => new Set(those).size < those.length),
      'pushes came twice',
    ).toBe(true);
    expect(
      seqs.some(those => those.some((seq, n) => seq < those[n - 1])),
      'out of order',
    ).toBe(true);
    expect(
      seqs.some(those => new Set(those).size < 80),
      'or not at all',
    ).toBe(true);
    const logs = await Promise.all(clients.map((socket, n) => applied(socket, room, own[n] ?? [], 120)));
    const order = (await historyAfter(clients[0], room)).map(({ text }) => text);
    expect(new Set(order)).toEqual(new Set(own.flat().map(({ text }) => text)));
    expect(logs).toEqual([order, order, order]);
  });
});
