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

const LAGGING = '"type":"lagging"';

export const createPoster = (
  { clock, chance, times, account, audience, counted }: World,
  container: Container,
  { cpuPerPostMs, socketsEach, patienceMs, until }: Posting,
): Pick<Poster, 'post'> => ({
  async post(connectionId, frame) {
    const weight = audience.weightOf(connectionId);
    const readyAt = container.busy(weight * cpuPerPostMs, until);
    if (readyAt === undefined) {
      await clock.sleep(until - clock.now());
      return 'failed';
    }
    const allowedAt = account.takeWithin(clock.now(), weight, patienceMs);
    const begins = Math.max(clock.now(), allowedAt ?? 0);
    const roundTrip = chance.from(times.steps.post);
    const turns = Math.max(0, weight / socketsEach - 1);
    const ends = Math.max(readyAt, begins + turns * meanOf(times.steps.post)) + roundTrip;
    await clock.sleep(ends - clock.now());
    if (allowedAt === undefined) return 'throttled';
    counted.posts += weight;
    if (frame.includes(LAGGING)) audience.caughtUp(connectionId, clock.now());
    else audience.took(connectionId, frame, { first: Math.min(ends, begins + roundTrip), last: ends });
    return 'posted';
  },
});
