/** A room above the direct limit as its people see it: real sockets, the fan-out function, signed posts. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type TestServer, testServer } from '../support/server.ts';
import type { Frame, Socket } from '../support/socket.ts';

const DIRECT_LIMIT = 3;
const SEGMENT = 4;
const NAMES = ['alice', 'bob', 'carol', 'dave', 'alice', 'bob', 'carol', 'dave', 'admin'] as const;
const runs: { readonly name: string; readonly kind: string | undefined }[] = [];
const fanOutEvent = z.object({ kind: z.string() });

let server: TestServer;
beforeAll(async () => {
  server = await testServer({
    managementApi: 'http',
    settings: { DIRECT_LIMIT: String(DIRECT_LIMIT), SEGMENT_CONNECTIONS: String(SEGMENT) },
    onFinished: ({ fn, event }) =>
      runs.push({ name: fn.handler, kind: fanOutEvent.safeParse(event).data?.kind }),
  });
});
afterAll(() => server.close());

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
/** A change may come packed with the message that it changes. */
const entries = ({ pushes }: Socket): Frame[] =>
  pushes.flatMap(frame => (frame.type === 'messages' ? frame.messages : [frame]));
const seqs = ({ messages }: Socket): number[] => messages.map(({ seq }) => seq);

describe('in a room of nine connections, where three is the limit', () => {
  it('everyone is pushed every message once and in order, several in a frame, by workers', async () => {
    const room = 'large';
    const sockets = await server.connectAll(NAMES, room);
    const [alice, bob] = sockets;
    const count = 40;
    const replies = await Promise.all(
      upTo(count).map(number =>
        (number % 2 ? alice : bob).ask('sendMessage', { room, text: `grüße ${number} 😀` }),
      ),
    );
    expect(replies.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(upTo(count));
    for (const socket of sockets) {
      await socket.until(() => socket.messages.length >= count, 'all messages');
      await socket.settled();
      expect(seqs(socket)).toEqual(upTo(count));
    }
    expect(sockets.at(-1)?.of('messages').length).toBeGreaterThan(0);
    expect(sockets.at(-1)?.pushes.length).toBeLessThan(count);
    expect(runs).toContainEqual({ name: 'fanout', kind: 'pump' });
    expect(runs).toContainEqual({ name: 'fanout', kind: 'segment' });
  });

  it('an edit and a deletion reach everyone too', async () => {
    const room = 'edited';
    const sockets = await server.connectAll(NAMES, room);
    const [alice] = sockets;
    const { seq } = await alice.ask('sendMessage', { room, text: 'hello' });
    await alice.ask('editMessage', { room, seq, text: 'hello, all' });
    for (const socket of sockets)
      await socket.until(
        () => entries(socket).some(({ type, text }) => type === 'edited' && text === 'hello, all'),
        'the edit',
      );
    await alice.ask('deleteMessage', { room, seq });
    for (const socket of sockets)
      await socket.until(() => entries(socket).some(({ type }) => type === 'deleted'), 'the deletion');
  });

  it('one that comes while a message is on its way has it, pushed or in the reply to its join', async () => {
    const room = 'joined';
    const [alice] = await server.connectAll(NAMES, room);
    const late = await server.connect('admin');
    const [, reply] = await Promise.all([
      alice.ask('sendMessage', { room, text: 'now' }),
      late.ask('joinRoom', { room, last: 10 }),
    ]);
    await late.until(() => reply.messages.length > 0 || late.messages.length > 0, 'the message');
  });

  it('one whose disconnect was lost holds up nobody', async () => {
    const room = 'left';
    const sockets = await server.connectAll(NAMES, room);
    const ghost = { userId: 'ghost', name: 'ghost', connectionId: 'Z2hvc3QxMjM=' };
    const expiresAt = Math.floor(Date.now() / 1_000) + 3_600;
    await server.stores.connections.open({ ...ghost, groups: [], connectedAt: Date.now(), expiresAt });
    await server.stores.connections.subscribe({ ...ghost, room, joinedAt: Date.now(), expiresAt });
    const [alice] = sockets;
    await alice.ask('sendMessage', { room, text: 'who is here?' });
    for (const socket of sockets) await socket.until(() => socket.messages.length === 1, 'the message');
    await expect.poll(() => server.stores.connections.atMost(room, 1_000)).toHaveLength(NAMES.length);
  });
});
