/** One thread of clients: does what the run commands, and reports once a second. */
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { chance as chanceOf } from '../../costs/chance.ts';
import { Logs } from '../checker/logs.ts';
import type { Ack } from '../checker/verdict.ts';
import { arrivals } from './arrivals.ts';
import { Client } from './client.ts';
import { now } from './clock.ts';
import { Door } from './door.ts';
import { EchoClient } from './echo-client.ts';
import { play } from './events.ts';
import { Inbox } from './inbound.ts';
import type { Assignment, Command, Report, Sample } from './messages.ts';
import { Pace } from './pace.ts';
import { Tally } from './tally.ts';
import type { World } from './world.ts';

const SYNCS_AT_ONCE = 20;
/** Of all workers. API Gateway opens one in about 0.1 s: at its 500 a second this holds nobody up. */
const CONNECTING_AT_ONCE = 256;

const assignment: Assignment = workerData;
const { protocol, seats, startedAt, slowShare, name } = assignment;
const chance = chanceOf(assignment.seed);
const tally = new Tally();
const logs = new Logs();
const acks: Ack[] = [];
let lastMessage = 0;
const world: World = {
  url: assignment.url,
  size: assignment.size,
  tally,
  inbox: new Inbox(),
  logs,
  acks,
  chance,
  pace: new Pace(assignment.connectsPerSecond),
  door: new Door(CONNECTING_AT_ONCE * assignment.share),
  nextMessageId: () => {
    lastMessage += 1;
    return `${name}-${lastMessage}`;
  },
};

const slow = new Set<Client>();
const members: Client[] = [];
const peers = seats.map(seat => {
  if (protocol === 'echo') return new EchoClient(world, seat);
  const isSlow = chance.uniform() < slowShare;
  const client = new Client(world, seat, { slow: isSlow });
  if (isSlow) slow.add(client);
  members.push(client);
  return client;
});

const say = (report: Report) => parentPort?.postMessage(report);

function sample(): Sample {
  return {
    second: Math.round((now() - startedAt) / 1_000),
    counts: { ...tally.counts },
    errors: Object.fromEntries(tally.errors),
    waiting: peers.reduce((sum, peer) => sum + (peer.idle ? 0 : 1), 0),
    latencies: {
      latency: tally.latency.take(),
      ack: tally.ack.take(),
      connect: tally.connect.take(),
      back: tally.back.take(),
      late: tally.late.take(),
    },
  };
}
setInterval(() => say({ type: 'sample', sample: sample() }), 1_000);

async function connect(rampMs: number): Promise<void> {
  const start = now();
  await Promise.all(
    peers.map(async (peer, index) => {
      await sleep(Math.max(0, start + (rampMs * index) / peers.length - now()));
      await peer.connect();
    }),
  );
}

async function send({ events, ...schedule }: Extract<Command, { type: 'send' }>): Promise<void> {
  const stage = { clients: members, slow: [...slow], share: assignment.share, chance, tally };
  await Promise.all([
    arrivals(chance, schedule, intended => {
      tally.late.record(now() - intended);
      chance.pick(peers)?.send(intended);
    }),
    play(events, stage, schedule.durationMs),
  ]);
}

/** Until all are settled, and no frame has come for a second. */
async function drain(): Promise<void> {
  for (let before = -1; ; ) {
    const frames = tally.counts.framesIn;
    if (frames === before && peers.every(({ settled }) => settled)) return;
    before = frames;
    await sleep(1_000);
  }
}

/** What no push brought may still be in the log; then all is told, and all hang up. */
async function finish(): Promise<void> {
  const connected = peers.filter(peer => peer.connected).values();
  const syncing = async () => {
    for (const peer of connected) await peer.sync();
  };
  await Promise.all(Array.from({ length: SYNCS_AT_ONCE }, syncing));
  say({ type: 'sample', sample: sample() });
  const evidence = { acks, members: peers.flatMap(peer => peer.members()), logs: logs.state() };
  say({ type: 'evidence', evidence });
  for (const peer of peers) peer.stop();
}

function obey(command: Command): Promise<void> {
  switch (command.type) {
    case 'connect':
      return connect(command.rampMs);
    case 'send':
      return send(command);
    case 'drain':
      return drain();
    case 'finish':
      return finish();
  }
}
parentPort?.on('message', async (command: Command) => {
  await obey(command);
  say({ type: 'done', command: command.type });
});
