/** The generator in its own process, against servers that keep their promise and that break it. */
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import * as z from 'zod';
import { opened, paced, saturated } from '../../../tools/bench/generator/messages.ts';
import { type Running, run } from '../../../tools/bench/servers/process.ts';

const GENERATOR = fileURLToPath(new URL('../../../tools/bench/generator/main.ts', import.meta.url));
const frame = z.object({ type: z.enum(['join', 'message']), text: z.string().optional() });
const address = z.object({ port: z.int() });

const opens: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of opens.splice(0)) await one.close();
});

async function listening(onConnection: (socket: WebSocket, members: readonly WebSocket[]) => void) {
  const members: WebSocket[] = [];
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  server.on('connection', socket => {
    members.push(socket);
    onConnection(socket, members);
  });
  await once(server, 'listening');
  opens.push({
    close() {
      for (const member of members) member.terminate();
      server.close();
    },
  });
  return `ws://127.0.0.1:${address.parse(server.address()).port}`;
}

/** One room on ws. @param copies how many of a message a member gets */
async function room(copies: (message: number, member: number) => number) {
  let messages = 0;
  return listening((socket, members) => {
    socket.on('message', data => {
      const { type, text } = frame.parse(JSON.parse(String(data)));
      if (type === 'join') return socket.send('{"type":"joined"}');
      messages += 1;
      for (const [index, member] of members.entries())
        if (member !== socket)
          for (let copy = 0; copy < copies(messages, index); copy++) member.send(JSON.stringify({ text }));
    });
  });
}

/** One room of messaging.v1 that is pumped: all get the same frames, the sender too, and get them twice. */
function pumpedRoom() {
  let seq = 0;
  return listening((socket, members) => {
    socket.on('message', data => {
      const { action, room, rooms, text, messageId } = JSON.parse(String(data));
      if (action === 'joinRooms')
        return socket.send(JSON.stringify({ type: 'ok', rooms: rooms.map(() => ({ ok: true })) }));
      seq += 1;
      const push = JSON.stringify({ type: 'messages', messages: [{ room, seq, text, messageId }] });
      for (const member of [...members, ...members]) member.send(push);
    });
  });
}

async function crowdOf(members: number, url: string, kind = 'plain'): Promise<Running<object>> {
  const generator = await run({ file: GENERATOR, args: [kind] }, z.object({}));
  opens.push({ close: () => generator.stop() });
  const rooms = Array.from({ length: members }, () => ['room']);
  await generator.ask({ what: 'open', url, tokens: [], rooms, atOnce: 1 }, opened);
  return generator;
}

test('each in the room hears every message but its own, at full speed and at a pace', async () => {
  const generator = await crowdOf(5, await room(() => 1));
  const fast = await generator.ask({ what: 'saturate', inFlight: 3, warmUpMs: 20, ms: 100 }, saturated);
  expect(fast).toMatchObject({ lost: 0, doubled: 0 });
  expect(fast.delivered % 4).toBe(0);
  expect(fast.perSecond).toBeGreaterThan(0);
  const slow = await generator.ask({ what: 'pace', perSecond: 50, seconds: 0.2 }, paced);
  expect(slow).toMatchObject({ delivered: 40, lost: 0, doubled: 0 });
  expect(slow.p99).toBeGreaterThanOrEqual(slow.p50);
}, 60_000);

test('a server that sends a message twice is found out', async () => {
  const generator = await crowdOf(
    3,
    await room((message, member) => (message === 2 && member === 2 ? 2 : 1)),
  );
  const books = await generator.ask({ what: 'pace', perSecond: 50, seconds: 0.1 }, paced);
  expect(books).toMatchObject({ lost: 0, doubled: 1 });
}, 60_000);

test('our own client drops what comes twice, and the message that it sent', async () => {
  const generator = await crowdOf(3, await pumpedRoom(), 'ours');
  const books = await generator.ask({ what: 'pace', perSecond: 50, seconds: 0.1 }, paced);
  expect(books).toMatchObject({ delivered: 10, lost: 0, doubled: 0 });
}, 60_000);

test('a server that closes a connection makes the run void, in its own words', async () => {
  const url = await room(() => 1);
  const generator = await crowdOf(3, url);
  const [server] = opens;
  server?.close();
  await expect(generator.ask({ what: 'pace', perSecond: 50, seconds: 0.2 }, paced)).rejects.toThrow(
    'a connection was closed with 1006',
  );
}, 60_000);
