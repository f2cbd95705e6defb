/** What people in a small room see while a large one is being pushed to. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import type { Ready } from '../../local/ready.ts';
import { post } from '../support/publisher.ts';
import { signIn, subjectOf } from '../support/sign-in.ts';
import { Socket } from '../support/socket.ts';

const LARGE = { room: 'large', size: 5_000 };
const PUBLISHED_PER_SECOND = 10;
const STAND_INS = 40;
/** Quiet and busy stretches in turns, so that whatever else the machine does hits both. */
const TURNS = 3;
const MESSAGES_A_TURN = 60;
const PAUSE_MS = 20;

// A process of its own, so that what the clients take does not hold up the server.
const child = fork(fileURLToPath(new URL('../support/crowded-server.ts', import.meta.url)), {
  execArgv: ['--import', 'tsx'],
});
const sockets: WebSocket[] = [];
afterAll(() => {
  for (const socket of sockets) socket.terminate();
  child.disconnect();
});

const [server]: Ready[] = await once(child, 'message');
if (!server) throw new Error('the server is not ready');
const { socketUrl, cognito } = server;

/** A large room, and how many frames have come to it. */
async function crowded(): Promise<() => number> {
  let frames = 0;
  const token = await signIn(cognito, 'dave');
  for (let at = 0; at < STAND_INS; at++) {
    const socket = new WebSocket(socketUrl, ['messaging.v1', `bearer.${token}`]);
    // Only counted: there is too much of it to look at.
    socket.on('message', () => {
      frames += 1;
    });
    await once(socket, 'open');
    sockets.push(socket);
  }
  child.send({ ...LARGE, standIns: subjectOf(token) });
  await once(child, 'message');
  return () => frames;
}

/** Publishes into the large room until it is told to stop, at a rate that keeps the pump at work. */
function publishing(url: string, apiKey: string): () => Promise<void> {
  let going = true;
  const done = (async () => {
    for (let number = 0; going; number++) {
      await post(url, apiKey, { room: LARGE.room, text: `number ${number}` });
      await sleep(1_000 / PUBLISHED_PER_SECOND);
    }
  })();
  return async () => {
    going = false;
    await done;
  };
}

/** Until nothing has come for half a second. */
async function quiet(frames: () => number): Promise<void> {
  for (let last = -1; last !== frames(); await sleep(500)) last = frames();
}

const room = 'three';
const three = await Promise.all(
  ['alice', 'bob', 'carol'].map(async name => Socket.open(socketUrl, await signIn(cognito, name))),
);
for (const socket of three) await socket.ask('joinRoom', { room });
sockets.push(...three.map(({ ws }) => ws));
const frames = await crowded();

/** Milliseconds from each message's send to its coming at the last of the others. */
async function timed(count: number): Promise<number[]> {
  const [alice, ...others] = three;
  const taken: number[] = [];
  for (let number = 0; number < count; number++) {
    const text = `number ${number} at ${performance.now()}`;
    for (const other of others) other.frames.length = 0;
    const began = performance.now();
    const came = others.map(other => other.next(frame => frame.text === text));
    await alice?.ask('sendMessage', { room, text });
    await Promise.all(came);
    taken.push(performance.now() - began);
    await sleep(PAUSE_MS);
  }
  return taken;
}

function p99(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.99) - 1] ?? Number.NaN;
}

describe('a message to a room of three', () => {
  // What disturbs the machine disturbs one try; what is wrong with the server disturbs them all.
  it('comes within 3 times its idle p99 while a room of 5,000 is pushed to', {
    timeout: 120_000,
    retry: 2,
  }, async () => {
    const [idle, busy]: [number[], number[]] = [[], []];
    await timed(MESSAGES_A_TURN / 2);
    for (let turn = 0; turn < TURNS; turn++) {
      await quiet(frames);
      idle.push(...(await timed(MESSAGES_A_TURN)));
      const before = frames();
      const stop = publishing(server.publish.url, server.publish.apiKey);
      try {
        await expect.poll(() => frames() - before, { timeout: 20_000 }).toBeGreaterThan(0);
        busy.push(...(await timed(MESSAGES_A_TURN)));
        expect(frames() - before, 'posts to the large room meanwhile').toBeGreaterThan(LARGE.size / 2);
      } finally {
        await stop();
      }
    }
    console.log(`p99 idle ${p99(idle).toFixed(1)} ms, beside the large room ${p99(busy).toFixed(1)} ms`);
    expect(p99(busy)).toBeLessThanOrEqual(3 * p99(idle));
  });
});
