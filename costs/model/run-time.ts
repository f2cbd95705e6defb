/** How long each function runs for an operation: CPU by its share of a vCPU, then round trips and posts. */
import { DESIGN } from './design.ts';
import { meanOf, type ServiceTimes } from './service-times.ts';
import type { Units } from './unit-table.ts';

/** Memory of one vCPU; under it a function gets its share, above it a single thread gets no more. */
export const FULL_CPU_MB = 1_769;
export const cpuShare = (memoryMb: number): number => Math.min(1, memoryMb / FULL_CPU_MB);

export interface Memory {
  readonly default: number;
  readonly byFunction: Readonly<Record<string, number>>;
}
export const memoryOf = ({ default: otherwise, byFunction }: Memory, name: string): number =>
  byFunction[name] ?? otherwise;

export interface RunTime {
  /** Milliseconds that one run takes and is billed. */
  readonly ms: number;
  readonly memoryMb: number;
  /** Runs in this operation. */
  readonly runs: number;
}

export function runTimes(
  { invocations, posts }: Units,
  { times, memory, roomPostsPerSecond }: { times: ServiceTimes; memory: Memory; roomPostsPerSecond: number },
): Record<string, RunTime> {
  const named = Object.entries(invocations).filter(([, runs]) => runs > 0);
  const posters = named.reduce(
    (sum, [name, runs]) => sum + (functionNamed(times, name).posts === 'posts' ? runs : 0),
    0,
  );
  const posting = (memoryMb: number): number => {
    // Without workers, the function that would wait for them posts.
    const unthrottled = postingMs(posts / Math.max(1, posters), times, memoryMb);
    return Math.max(unthrottled, (posts / roomPostsPerSecond) * 1_000);
  };
  return Object.fromEntries(
    named.map(([name, runs]) => {
      const memoryMb = memoryOf(memory, name);
      const { posts: part } = functionNamed(times, name);
      const waiting = name === 'fanout-away' ? DESIGN.awaySeconds * 1_000 : 0;
      const ms = handlerMs(name, times, memoryMb) + (part ? posting(memoryMb) : 0) + waiting;
      return [name, { ms: Math.ceil(ms), memoryMb, runs }];
    }),
  );
}

/** Without its posts; cold starts, which are billed too, in their share. */
export function handlerMs(name: string, times: ServiceTimes, memoryMb: number): number {
  const { cpuMs, reads, writes } = functionNamed(times, name);
  const { steps, coldShare } = times;
  return (
    cpuMs / cpuShare(memoryMb) +
    reads * meanOf(steps.read) +
    writes * meanOf(steps.write) +
    coldShare * meanOf(steps.coldStart)
  );
}

/** So many posts are under way at once; below a full vCPU the CPU of each may be what takes longest. */
export function postingMs(posts: number, { steps, cpuPerPost }: ServiceTimes, memoryMb: number): number {
  const cpu = (posts * cpuPerPost.ours.ms) / cpuShare(memoryMb);
  return posts === 0
    ? 0
    : Math.max(cpu, meanOf(steps.post) * Math.max(1, posts / Math.min(posts, DESIGN.postsAtOnce)));
}

export function functionNamed({ functions }: ServiceTimes, name: string) {
  const found = functions[name];
  if (found) return found;
  throw new Error(`units.json names the function ${name}; service-times.json does not say how long it runs`);
}
