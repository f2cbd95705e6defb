/** Frames to many connections, by one function. */
import { cpuShare, memoryOf } from '../model/run-time.ts';
import { meanOf } from '../model/service-times.ts';
import type { Bucket } from './bucket.ts';
import type { World } from './world.ts';

export interface Posting {
  /** The function that posts. */
  readonly by: string;
  readonly receivers: number;
  /** When each message of the frames was sent. */
  readonly sentAt: readonly number[];
  /** For each receiver. */
  readonly frames?: number;
  readonly cpuPerPostMs: number;
  readonly postsAtOnce: number;
  /** What the posts are taken from, one after the other. */
  readonly budgets: readonly Bucket[];
  /** Posts that would wait longer than this are given up; unset waits. */
  readonly patienceMs?: number;
  /** Posts after this time are given up: the function has ended. */
  readonly until?: number;
}

/** Posts are simulated in groups of those under way at once; of a room of a million in so many groups. */
const MOST_GROUPS = 400;

export function postAll(world: World, posting: Posting, done: () => void): void {
  const { clock, chance, times, counted } = world;
  const { receivers, postsAtOnce, frames = 1, until = Number.POSITIVE_INFINITY } = posting;
  const cpuMs = (frames * posting.cpuPerPostMs) / cpuShare(memoryOf(world.memory, posting.by));
  const postMs = meanOf(times.steps.post) * frames;
  const group = Math.max(postsAtOnce, Math.ceil(world.members / MOST_GROUPS));
  let left = receivers;
  let begun = 0;

  const next = (): void => {
    const size = clock.now() < until ? Math.min(group, left) : 0;
    if (size === 0) {
      clock.after(
        slowestOf(Math.min(begun, postsAtOnce), () => chance.from(times.steps.post)),
        done,
      );
      return;
    }
    const from = clock.now();
    left -= size;
    granted(world, posting, size * frames, allowed => {
      const now = clock.now();
      const busyUntil = from + Math.max(size * cpuMs, (postMs * size) / postsAtOnce);
      if (allowed) {
        begun += size;
        counted.posts += size * frames;
        const lastBegins = Math.max(now, from + Math.max(size * cpuMs, postMs * (size / postsAtOnce - 1)));
        counted.delivered += size * posting.sentAt.length;
        record(world, posting.sentAt, { size, from, to: lastBegins });
      }
      clock.at(Math.max(now, busyUntil), next);
    });
  };
  next();
}

function granted(
  { clock }: World,
  { budgets, patienceMs = Number.POSITIVE_INFINITY }: Posting,
  tokens: number,
  then: (allowed: boolean) => void,
): void {
  const ask = (index: number): void => {
    const budget = budgets[index];
    const at = budget?.takeWithin(clock.now(), tokens, patienceMs);
    if (!budget) then(true);
    else if (at === undefined) then(false);
    else clock.at(at, () => ask(index + 1));
  };
  ask(0);
}

/** As many samples as keep a frame of many messages to many receivers quick; each stands for several deliveries. */
const SAMPLES = 32;

function record(
  { chance, times, deliveries, warmAt }: World,
  sentAt: readonly number[],
  { size, from, to }: { size: number; from: number; to: number },
): void {
  const samples = Math.max(1, Math.min(size, Math.floor(SAMPLES / sentAt.length)));
  for (const sent of sentAt.filter(time => time >= warmAt)) {
    for (let i = 0; i < samples; i++) {
      const weight = Math.floor(((i + 1) * size) / samples) - Math.floor((i * size) / samples);
      const begins = from + (to - from) * chance.uniform();
      deliveries.record(begins + chance.from(times.steps.post) - sent, weight);
    }
  }
}

const slowestOf = (n: number, sample: () => number): number => {
  let slowest = 0;
  for (let i = 0; i < n; i++) slowest = Math.max(slowest, sample());
  return slowest;
};
