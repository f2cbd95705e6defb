/** Posts of one container: its CPU, the account's quota and the round trip take their time. */
import type { Poster } from '../../shared/core/ports.ts';
import { meanOf } from '../model/service-times.ts';
import type { Container } from './lambdas.ts';
import type { World } from './world.ts';

interface Posting {
  readonly cpuPerPostMs: number;
  /** How many sockets share the posts to one stand-in. */
  readonly socketsEach: number;
  /** A post that the quota would let through only later than this is throttled. */
  readonly patienceMs: number;
  /** When the function ends: what its CPU has not come to by then is not posted. */
  readonly until: number;
}

export const createPoster = (
  { clock, chance, times, account, audience, counted }: World,
  container: Container,
  { cpuPerPostMs, socketsEach, patienceMs, until }: Posting,
): Pick<Poster, 'post'> => ({
  async post(connectionId, frame) {
    const weight = audience.weightOf(connectionId);
    const cpu = container.busy(weight * cpuPerPostMs, until);
    if (!cpu) {
      await clock.sleep(until - clock.now());
      return 'failed';
    }
    // The first of a stand-in's posts is sent as soon as the CPU is done with it.
    await clock.sleep(cpu.begins + (cpu.ends - cpu.begins) / weight - clock.now());
    const allowedAt = account.takeWithin(clock.now(), weight, patienceMs);
    const begins = Math.max(clock.now(), allowedAt ?? 0);
    const roundTrip = chance.from(times.steps.post);
    const turns = Math.max(0, weight / socketsEach - 1);
    const lastBegins = Math.max(cpu.ends, begins + turns * meanOf(times.steps.post));
    const ends = Math.min(lastBegins, until) + roundTrip;
    await clock.sleep(ends - clock.now());
    if (allowedAt === undefined) return 'throttled';
    counted.posts += weight;
    audience.took(connectionId, frame, { first: Math.min(ends, begins + roundTrip), last: ends });
    return 'posted';
  },
});
