/** The CPU of the fan-out function: as a pump, and as a worker that posts to one part of a room. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import pMap from 'p-map';
import * as z from 'zod';
import { containerIn } from '../../../local/container.ts';
import { openStore } from '../../../local/store.ts';
import { encode } from '../../../shared/core/encode.ts';
import type { FanOutEvent } from '../../../shared/core/fan-out/ports.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings.ts';
import { memberOf } from '../../../test/support/fan-out-world.ts';
import { type Stores, storesOf } from '../../../test/support/stores.ts';
import { median } from './row.ts';

const ROOM = 'hall';
const CONNECTIONS = 2 * DEFAULT_SETTINGS.segmentConnections;
const RUNS = 12;
const WARM_UPS = 4;

export interface FunctionCpu {
  /** Milliseconds of a full vCPU to pump one message through two workers. */
  readonly pumpMs: number;
  /** Milliseconds to post one frame to one worker's connections, the posts included. */
  readonly workerMs: number;
  readonly connectionsPerWorker: number;
}

/** Subscribes everybody to the room, and writes one message for each run of the pump. */
async function fill({ connections, messages }: Stores): Promise<string> {
  const members = Array.from({ length: CONNECTIONS }, (_, index) => memberOf(ROOM, index));
  await pMap(
    members,
    async member => {
      await connections.open(member);
      await connections.subscribe({ room: ROOM, joinedAt: Date.now(), ...member });
    },
    { concurrency: 50 },
  );
  for (let seq = 1; seq <= RUNS; seq++)
    await messages.append({
      room: ROOM,
      epoch: 'bench',
      seq,
      messageId: `message-${seq}`,
      from: { userId: 'bench', name: 'bench' },
      text: 'x'.repeat(200),
      sentAt: Date.now(),
    });
  const [end = ''] = await connections.cut(ROOM, DEFAULT_SETTINGS.segmentConnections);
  return end;
}

async function cpuOf(events: readonly FanOutEvent[], env: NodeJS.ProcessEnv): Promise<number> {
  const container = fork(fileURLToPath(new URL('function.ts', import.meta.url)), { env });
  container.send({ events, warmUps: WARM_UPS });
  const [message] = await Promise.race([
    once(container, 'message'),
    once(container, 'exit').then(([code]) => {
      throw new Error(`the fan-out function ended with ${code} before it reported`);
    }),
  ]);
  return median(z.array(z.number()).parse(message));
}

export async function functionCpu(): Promise<FunctionCpu> {
  const store = await openStore(undefined);
  const perWorker = DEFAULT_SETTINGS.segmentConnections;
  const endpoint = fork(fileURLToPath(new URL('endpoint.ts', import.meta.url)), [String(perWorker)]);
  const [port] = await once(endpoint, 'message');
  const { env } = containerIn({
    dynamodbEndpoint: store.endpoint,
    managementEndpoint: `http://127.0.0.1:${port}/local`,
    awsEndpoint: `http://127.0.0.1:${port}`,
    secretId: 'bench',
    tokenIssuer: 'http://127.0.0.1/bench',
    clientId: 'bench',
  });
  const own = { ...process.env, ...env, AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };
  const upTo = await fill(storesOf(store.endpoint));
  const frame = encode({
    type: 'message',
    room: ROOM,
    epoch: 'bench',
    seq: 1,
    messageId: 'message-1',
    from: { userId: 'bench', name: 'bench' },
    text: 'x'.repeat(200),
    sentAt: Date.now(),
  });
  const runs = Array.from({ length: RUNS }, (_, at) => at + 1);
  const pumpMs = await cpuOf(
    runs.map(seq => ({ kind: 'pump', room: ROOM, seq })),
    own,
  );
  const workerMs = await cpuOf(
    runs.map(() => ({ kind: 'segment', room: ROOM, frames: [String(frame)], upTo })),
    own,
  );
  endpoint.disconnect();
  await store.close();
  return { pumpMs, workerMs, connectionsPerWorker: perWorker };
}
