/** One of a hundred stops reading: nobody else notices, and it is told. On real sockets. */
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'hdr-histogram-js';
import { expect, it } from 'vitest';
import { median } from '../../tools/bench/fan-out/row.ts';
import { fillSendBuffer } from '../support/fill-send-buffer.ts';
import { post } from '../support/publisher.ts';
import { type TestServer, testServer } from '../support/server.ts';
import type { Socket } from '../support/socket.ts';

const ROOM = 'busy';
const OTHERS = 99;
const EVERY_MS = 20; // 50 messages a second
const MESSAGES = 100;
const ROUNDS = 3;
/** Below it the machine's own scheduling is all that is measured. */
const NOISE_MS = 20;

/** Publishes at the room's pace, and writes down when each message set out. */
async function publish({ publish: { url, apiKey } }: TestServer, sentAt: Map<number, number>): Promise<void> {
  const underWay: Promise<void>[] = [];
  for (let n = 0; n < MESSAGES; n += 1) {
    const at = performance.now();
    underWay.push(
      post(url, apiKey, { room: ROOM, text: `message ${n}` }).then(({ body }) => {
        sentAt.set(body.seq, at);
      }),
    );
    await sleep(EVERY_MS);
  }
  await Promise.all(underWay);
}

/** Asks for everything after the last message without a gap, as a client does that is told it lags. */
async function resync(socket: Socket, seen: Set<number>): Promise<void> {
  for (let more = true; more; ) {
    let after = 0;
    while (seen.has(after + 1)) after += 1;
    const page = await socket.ask('history', { room: ROOM, after, limit: 100 });
    for (const { seq } of page.messages) seen.add(seq);
    more = page.more;
  }
}

it('a slow consumer costs the other 99 nothing, is told that it lags, and is complete after asking', {
  timeout: 120_000,
}, async () => {
  // Without presence, whose pushes at a hundred joins and leaves are not what is measured.
  const server = await testServer({ settings: { PRESENCE_LIMIT: '0' } });
  try {
    const others = await Promise.all(Array.from({ length: OTHERS }, () => server.connect('alice')));
    const slow = await server.connect('dave');
    for (const socket of [...others, slow]) await socket.ask('joinRoom', { room: ROOM });
    const dave = await server.userId('dave');
    const members = await server.stores.connections.atMost(ROOM, OTHERS + 1);
    const slowId = members?.find(({ userId }) => userId === dave)?.connectionId ?? '';

    const arrivals: { seq: number; at: number }[][] = others.map(() => []);
    for (const [n, { ws }] of others.entries())
      ws.on('message', data => {
        const at = performance.now();
        const { type, seq } = JSON.parse(String(data));
        if (type === 'message') arrivals[n]?.push({ seq, at });
      });
    const seen = new Set<number>();
    /** Of each round: what else the machine does in one of them is not what the slow one costs. */
    const p99s: Record<'without' | 'with', number[]> = { without: [], with: [] };

    async function round(how: 'without' | 'with'): Promise<void> {
      const sentAt = new Map<number, number>();
      await publish(server, sentAt);
      const heardAll = () =>
        arrivals.every(own => own.reduce((sum, { seq }) => sum + (sentAt.has(seq) ? 1 : 0), 0) >= MESSAGES);
      await expect.poll(heardAll, { timeout: 20_000 }).toBe(true);
      const latencies = build();
      for (const { seq, at } of arrivals.flat()) {
        const sent = sentAt.get(seq);
        if (sent !== undefined) latencies.recordValue(Math.max(1, Math.round((at - sent) * 1_000)));
      }
      p99s[how].push(latencies.getValueAtPercentile(99) / 1_000);
    }

    for (let n = 0; n < ROUNDS; n += 1) {
      await round('without');
      slow.ws.pause();
      await fillSendBuffer(server.managementUrl, slowId);
      const told = slow.of('lagging').length;
      await round('with');
      slow.ws.resume();
      await slow.until(() => slow.of('lagging').length > told, 'being told that it lags');
      for (const { seq } of slow.messages) seen.add(seq);
      await resync(slow, seen);
    }

    const total = 2 * ROUNDS * MESSAGES;
    for (const own of arrivals) expect(new Set(own.map(({ seq }) => seq)).size).toBe(total);
    expect([...seen].sort((a, b) => a - b)).toEqual(Array.from({ length: total }, (_, at) => at + 1));
    expect(slow.of('lagging').at(-1)).toMatchObject({ room: ROOM });
    expect(median(p99s.with)).toBeLessThanOrEqual(2 * Math.max(median(p99s.without), NOISE_MS));
  } finally {
    await server.close();
  }
});
