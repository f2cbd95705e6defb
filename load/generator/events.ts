/** What happens to clients while messages are sent: storms, churn, slow readers, rollovers. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Chance } from '../../costs/chance.ts';
import type { Events } from '../scenario.ts';
import type { Client } from './client.ts';
import { now } from './clock.ts';
import type { Tally } from './tally.ts';

export interface Stage {
  readonly clients: readonly Client[];
  readonly slow: readonly Client[];
  /** This worker's share of all clients. */
  readonly share: number;
  readonly chance: Chance;
  readonly tally: Tally;
}

/** Runs until the schedule's end; a storm until all are back. */
export async function play(events: Events, stage: Stage, durationMs: number): Promise<void> {
  const { storm, churn, slow, rollover } = events;
  await Promise.all([
    storm && dropAll(storm, stage),
    churn && stepOutNowAndThen(churn, stage, durationMs),
    slow && Promise.all(stage.slow.map(client => stallAndRead(client, slow, stage, durationMs))),
    rollover && Promise.all(stage.clients.map(client => rollOver(client, rollover, stage, durationMs))),
  ]);
}

async function dropAll(
  { at, share, within }: NonNullable<Events['storm']>,
  { clients, chance, tally }: Stage,
): Promise<void> {
  await sleep(at * 1_000);
  const dropped = clients.filter(client => client.connected && chance.uniform() < share);
  const from = now();
  tally.counts.dropped += dropped.length;
  await Promise.all(
    dropped.map(async client => {
      await client.drop(chance.uniform() * within * 1_000);
      tally.back.record(now() - from);
    }),
  );
}

async function stepOutNowAndThen(
  { perSecond, away }: NonNullable<Events['churn']>,
  { clients, share, chance }: Stage,
  durationMs: number,
): Promise<void> {
  const under = new Set<Promise<void>>();
  for (const end = now() + durationMs; now() < end; ) {
    await sleep(chance.exponential(1_000 / (perSecond * share)));
    const stepping = chance.pick(clients)?.stepOut(away * 1_000);
    if (stepping) under.add(stepping);
  }
  await Promise.all(under);
}

async function stallAndRead(
  client: Client,
  { every, pause }: NonNullable<Events['slow']>,
  { chance }: Stage,
  durationMs: number,
): Promise<void> {
  const end = now() + durationMs;
  await sleep(chance.uniform() * every * 1_000);
  while (now() < end) {
    await client.stall(pause * 1_000);
    await sleep((every - pause) * 1_000);
  }
}

async function rollOver(
  client: Client,
  { lifetime }: NonNullable<Events['rollover']>,
  { chance }: Stage,
  durationMs: number,
): Promise<void> {
  const end = now() + durationMs;
  await sleep(chance.uniform() * lifetime * 1_000);
  while (now() < end) {
    await client.rollOver();
    await sleep(lifetime * 1_000);
  }
}
