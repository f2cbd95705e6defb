/** Appends into one room's log: ours, against a counter that hands out the seq and a put of the message under it. */

import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { TABLES } from '../../../local/store.ts';
import { keys } from '../../../shared/aws/keys.ts';
import { append as appendTo } from '../../../shared/core/log/append.ts';
import { createLines } from '../../../shared/core/log/lines.ts';
import { createRepeats } from '../../../shared/core/log/repeats.ts';
import { ProtocolError } from '../../../shared/protocol/index.ts';
import { openWorld } from '../../../test/support/fan-out-world.ts';
import { byTurns, type Taken as TakenByTurns } from '../side-by-side/turns.ts';
import { type Row, row } from './row.ts';

const WRITERS = [1, 4, 16, 64];
const WARM_UP_MS = 500;
const SETTLE_MS = 1_000;
const MS = 3_000;
const PEER = 'counter + put';

type World = Awaited<ReturnType<typeof openWorld>>;
interface Taken {
  readonly perSecond: number;
  /** A message is under 1 KB: each write, refused ones too, is one unit. */
  readonly writesEach: number;
}

const draftIn = (room: string) => ({
  room,
  messageId: randomUUID(),
  from: { userId: 'bench', name: 'bench' },
  text: 'x'.repeat(200),
});

/** Resolves to false if the time that was left did not suffice. */
type AppendOne = (leftMs: number) => Promise<boolean>;

/** Each writer is a container of its own, as when Lambda runs a function for each of them, and writes without a pause. */
async function measured(writers: number, way: (wrote: () => void) => AppendOne, ms: number): Promise<Taken> {
  let appends = 0;
  let writes = 0;
  const over = performance.now() + SETTLE_MS + ms;
  const left = () => over - performance.now();
  const writer = async () => {
    const appendOne = way(() => {
      writes += 1;
    });
    while (left() > 0) if (await appendOne(left())) appends += 1;
  };
  const all = Promise.all(Array.from({ length: writers }, writer));
  // Left out of the measurement: all writers begin at the same instant.
  await sleep(SETTLE_MS);
  const began = performance.now();
  appends = 0;
  writes = 0;
  await all;
  return { perSecond: (appends * 1_000) / (performance.now() - began), writesEach: writes / appends };
}

/** As a send does it: it reads the log's tail to find repeats, then competes for the next seq. */
const ours =
  ({ messages, clock }: World, room: string) =>
  (wrote: () => void): AppendOne => {
    const counted: typeof messages = {
      ...messages,
      append(message) {
        wrote();
        return messages.append(message);
      },
    };
    const deps = { messages: counted, repeats: createRepeats(), lines: createLines(), clock };
    return async leftMs => {
      const log = await messages.log(room);
      const now = clock.now();
      const invocation = { receivedAt: now, deadline: now + leftMs };
      try {
        await appendTo(deps, { log, draft: draftIn(room), firstTry: true }, invocation);
        return true;
      } catch (error) {
        if (error instanceof ProtocolError && error.code === 'UNAVAILABLE') return false;
        throw error;
      }
    };
  };

const counted = z.object({ head: z.number() });

/** What most backends do. It never competes, but leaves a hole if the writer dies in between, and doubles a repeated send. */
const counterAndPut =
  ({ documents, messages, clock }: World, room: string) =>
  (wrote: () => void): AppendOne =>
  async () => {
    wrote();
    const { Attributes } = await documents.send(
      new UpdateCommand({
        TableName: TABLES.messages,
        Key: keys.room(room),
        UpdateExpression: 'ADD head :one',
        ExpressionAttributeValues: { ':one': 1 },
        ReturnValues: 'UPDATED_NEW',
      }),
    );
    wrote();
    const { head: seq } = counted.parse(Attributes);
    return messages.append({ ...draftIn(room), epoch: 'bench', seq, sentAt: clock.now() });
  };

/** Appends a second of each round, by turns. */
export async function contention(
  writers: number,
  rounds: number,
  ms: number,
  progress: (text: string) => void,
): Promise<TakenByTurns<number>> {
  const world = await openWorld();
  const ways = [
    { name: 'ours', way: ours },
    { name: PEER, way: counterAndPut },
  ];
  const measure = async ({ name, way }: (typeof ways)[number], round: number) =>
    (await measured(writers, way(world, `${name} ${writers} ${round}`), ms)).perSecond;
  try {
    for (const each of ways) await measure(each, -1);
    return await byTurns(ways, rounds, measure, progress);
  } finally {
    await world.close();
  }
}

export async function append(): Promise<Row[]> {
  const world = await openWorld();
  await measured(4, ours(world, 'warm-up'), WARM_UP_MS);
  await measured(4, counterAndPut(world, 'warm-up-too'), WARM_UP_MS);
  const rows: Row[] = [];
  for (const writers of WRITERS) {
    const mine = await measured(writers, ours(world, `ours-${writers}`), MS);
    const peer = await measured(writers, counterAndPut(world, `peer-${writers}`), MS);
    const against = (name: string, unit: string, of: (taken: Taken) => number) =>
      row({ name: `${name}.w${writers}`, unit, ours: of(mine), peer: of(peer), peerName: PEER });
    rows.push(
      against('append.rate', 'appends/s', ({ perSecond }) => perSecond),
      against('append.writes', 'write units/append', ({ writesEach }) => writesEach),
    );
  }
  await world.close();
  return rows;
}
