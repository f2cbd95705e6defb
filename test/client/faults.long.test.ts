/**
 * Whatever the network does, every client ends up with the room's log. A run that fails is repeated with
 * `SEED=<its seed> npx vitest run --config vitest.long.config.ts faults`.
 */
import pMap from 'p-map';
import { afterAll, beforeAll, expect, it } from 'vitest';
import WebSocket from 'ws';
import { type Change, changed, type Message, MessagingClient } from '../../client/messaging-client.ts';
import type { Timings } from '../../client/timings.ts';
import { type Entry, isChange, isMessage } from '../../shared/protocol/index.ts';
import { type FaultProxy, faultProxy } from '../support/fault-proxy.ts';
import { type TestServer, testServer } from '../support/server.ts';

/** `RUNS=200` makes it 200. */
const RUNS = Number(process.env.RUNS ?? 30);
const AT_ONCE = 30;
const USERS = ['alice', 'bob', 'carol'];
const MESSAGES = 3;

/** Hours in seconds, so that rollovers, heartbeats and dead peers take part. */
const TIMINGS: Partial<Timings> = {
  connectTimeoutMs: 10_000,
  replyTimeoutMs: 20_000,
  quietMs: 1_500,
  pongMs: 1_000,
  heartbeatMs: 2_000,
  lifetimeMs: 5_000,
  drainMs: 1_000,
  gapWaitMs: 50,
  backoffBaseMs: 50,
  backoffCeilingMs: 1_000,
  stableMs: 1_000,
};

let server: TestServer;
let proxy: FaultProxy;
beforeAll(async () => {
  server = await testServer({ rules: { connectsPerSecond: Number.POSITIVE_INFINITY } });
  proxy = await faultProxy(server.socketUrl, {
    refuse: 0.1,
    cut: 0.02,
    stall: 0.04,
    reorder: 0.1,
    duplicate: 0.1,
  });
});
afterAll(async () => {
  await proxy.close();
  await server.close();
});

interface Course {
  readonly seed: number;
  /** Of each client, what it applied, in its order. */
  readonly applied: Entry[][];
  readonly log: Entry[];
  readonly sent: Message['messageId'][];
  readonly broken: string[];
}

async function run(seed: number): Promise<Course> {
  const name = `faults-${seed}`;
  const broken: string[] = [];
  const clients = await Promise.all(
    USERS.map(async user => {
      const token = await server.token(user);
      const url = proxy.urlFor(`${seed} ${user}`);
      const client = new MessagingClient({ url, getToken: () => token, WebSocket, timings: TIMINGS });
      const applied: Entry[] = [];
      for (const name of ['message', 'edited', 'deleted'] as const)
        client.on(name, entry => applied.push(entry));
      client.on('failed', ({ error }) => broken.push(`failed: ${error.code}`));
      client.on('left', ({ error }) => broken.push(`left: ${error.code}`));
      client.on('recovered', ({ recovered }) => recovered || broken.push('not recovered'));
      client.on('state', state => state.name === 'stopped' && state.error && broken.push(state.error.code));
      return { client, room: client.room(name), applied };
    }),
  );
  await Promise.all(clients.map(({ room }) => room.join({ last: 0 })));
  const sends = clients.flatMap(({ room }, index) =>
    Array.from({ length: MESSAGES }, (_, number) => room.send(`${USERS[index]} ${number}`)),
  );
  const sent = await Promise.all(sends);
  // Each client edits its first message, and one deletes its second, all at once.
  await Promise.all([
    ...clients.map(({ room }, index) =>
      room.edit(sent[index * MESSAGES]?.seq ?? 0, `edited by ${USERS[index]}`),
    ),
    clients[0]?.room.delete(sent[1]?.seq ?? 0),
  ]);
  // A change whose reply was lost is asked for again, and the first request may be carried out late: the log is read anew.
  let log: Entry[] = [];
  const isDone = async () => {
    log = await server.stores.messages.from(name, 1, 100);
    return clients.every(({ applied }) => applied.length >= log.length);
  };
  await expect.poll(isDone, { timeout: 120_000, interval: 50, message: `seed ${seed}` }).toBe(true);
  for (const { client } of clients) client.close();
  return {
    seed,
    applied: clients.map(({ applied }) => applied.slice(0, log.length)),
    log,
    sent: sent.map(({ messageId }) => messageId),
    broken,
  };
}

const placeOf = (entry: Entry) =>
  isMessage(entry) ? [entry.seq, entry.messageId] : [entry.seq, isChange(entry) && entry.target];

/** What a client shows that has applied these entries in their order. */
function shownBy(entries: readonly Entry[]): Message[] {
  const shown = new Map<number, Message>();
  const change = (message: Message | undefined, by: Change) =>
    message && shown.set(by.target, changed(message, by));
  for (const entry of entries)
    if (isMessage(entry)) shown.set(entry.seq, entry);
    else if (isChange(entry)) change(shown.get(entry.target), entry);
  return [...shown.values()];
}

const first = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9));
const seeds = Array.from({ length: process.env.SEED ? 1 : RUNS }, (_, index) => first + index);

it(`${seeds.length} runs over a network that cuts, stalls, reorders and duplicates: every log is the room's`, {
  timeout: 600_000,
}, async () => {
  console.log(`seeds ${first} to ${seeds.at(-1)}`);
  const courses = await pMap(seeds, run, { concurrency: AT_ONCE });
  console.log(`${courses.length} runs`, proxy.struck);
  for (const { seed, applied, log, sent, broken } of courses) {
    const told = `seed ${seed}`;
    expect(broken, told).toEqual([]);
    // As it was sent, once: the log holds exactly the messages that were acknowledged.
    const messages = log.filter(isMessage);
    expect(messages.map(({ messageId }) => messageId).sort(), told).toEqual([...sent].sort());
    for (const one of applied) {
      expect(one.map(placeOf), told).toEqual(log.map(placeOf));
      expect(shownBy(one), told).toEqual(messages);
    }
  }
  if (!process.env.SEED)
    for (const [fault, times] of Object.entries(proxy.struck))
      expect(times, fault).toBeGreaterThan(RUNS / 10);
});
