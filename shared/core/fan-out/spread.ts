/** Posts frames to an audience of a large room, a segment of its connections after the other, within the budgets. */
import pMap from 'p-map';
import { isAway } from '../away.ts';
import type { Subscription } from '../ports.ts';
import { deliver } from './deliver.ts';
import { handOver, keepingUp } from './lagging.ts';
import type { Audience, FanOutEvent, PostBudget, PushDeps, Spread } from './ports.ts';
import { FAN_OUT } from './tuning.ts';

export interface SpreadDeps extends PushDeps {
  readonly postBudget: PostBudget;
}

type Segment = Extract<FanOutEvent, { kind: 'segment' }>;

const WORKER_TRIES = 3;
const LONGEST_PAUSE_MS = 500;
/** What a segment waits for connections that take no posts. */
const PATIENCE_MS = 1_000;
/** A room's segments are cut anew this often. Until then they are right, and only their sizes drift. */
const CUT_ANEW_MS = 60_000;
/** Who is there is read anew after a longer wait than this. */
const FRESH_MS = 1_000;
/** Small enough that reading it holds up nothing else for long. */
const PAGE = 250;

/** Clocks of two containers differ by less: what one takes for out of view, another need not yet. */
const SKEW_MS = 10_000;

/** Its posts may be somewhat more than there were. */
export type Spreader = (frames: readonly Buffer[]) => Promise<Spread>;

/** One room's, for as long as one invocation pushes to it. @param audience undefined is everyone */
export function createSpreader(deps: SpreadDeps, room: string, audience?: Audience): Spreader {
  const { connections, settings, clock } = deps;
  const size = settings.segmentConnections;
  const costOf = (posts: number) => (posts * 1_000) / settings.roomPostsPerSecond;
  let ends: readonly string[] = [];
  let cutAt = Number.NEGATIVE_INFINITY;
  let roomFreeAt = 0;
  /** Of a frame, by segment: how many of it are of the audience is known once it was posted to. */
  const known = new Map<number, number>();

  /** Waits until the room and all large rooms together may make so many posts. */
  async function allowed(posts: number): Promise<void> {
    if (posts === 0) return;
    const mine = Math.max(clock.monotonic(), roomFreeAt);
    roomFreeAt = mine + costOf(posts);
    await allowedToAll(deps, posts, mine);
  }

  async function bySegments(frames: readonly Buffer[]): Promise<Spread> {
    if (clock.monotonic() - cutAt > CUT_ANEW_MS) {
      ends = await connections.cut(room, size);
      cutAt = clock.monotonic();
      known.clear();
    }
    const texts = frames.map(String);
    // The last one is open: a connection that comes in behind it is found too.
    const segments = [...ends, undefined].map(
      (upTo, index): Segment => ({
        kind: 'segment',
        room,
        frames: texts,
        audience,
        after: ends[index - 1],
        upTo,
      }),
    );
    const made = await pMap(
      segments,
      async (segment, index) => {
        // One that was not posted to yet is taken to be like the fullest of the others.
        const one = known.get(index) ?? (known.size > 0 ? Math.max(...known.values()) : size);
        const expected = one * frames.length;
        await allowed(expected);
        const spread = (await byWorker(deps, segment)) ?? { posts: expected, passedOver: size };
        // Fewer were there, or some had to be posted to again.
        roomFreeAt += costOf(spread.posts - expected);
        known.set(index, Math.ceil(spread.posts / frames.length));
        return spread;
      },
      { concurrency: FAN_OUT.workersAtOnce },
    );
    return {
      posts: made.reduce((sum, { posts }) => sum + posts, 0),
      passedOver: made.reduce((sum, { passedOver }) => sum + passedOver, 0),
    };
  }

  const few = async () => (ends.length > 0 ? undefined : connections.atMost(room, size));

  return async frames => {
    const began = clock.monotonic();
    let everyone = await few();
    if (everyone) {
      await allowed(everyone.filter(isOf(audience, clock.now())).length * frames.length);
      // Those who left meanwhile are pushed nothing any more.
      if (clock.monotonic() - began > FRESH_MS) everyone = await few();
    }
    if (!everyone) return bySegments(frames);
    const receivers = everyone.filter(isOf(audience, clock.now()));
    const posts = await post(deps, room, receivers, frames, allowed);
    return { posts, passedOver: everyone.length - receivers.length };
  };
}

/**
 * Those of an audience. Each pass over a room reads anew who is in there. So that nobody is left out of both, who has been
 * looking until just now counts as away too, and is given again what they have.
 */
const isOf =
  (audience: Audience | undefined, now: number) =>
  (one: Subscription): boolean => {
    if (audience === undefined) return true;
    return audience === 'looking' ? !isAway(one, now) : isAway(one, now + SKEW_MS);
  };

/** The longest wait that the budget can ask for: more was kept by a clock that is wrong. */
const LONGEST_WAIT_MS = 60_000;

/** Waits until all large rooms together may make so many posts, and until `from`, on the monotonic clock. */
async function allowedToAll(
  { settings, clock, postBudget }: SpreadDeps,
  posts: number,
  from = clock.monotonic(),
): Promise<void> {
  const forAll = settings.pumpPostsPerSecond > 0 ? (await postBudget.take(posts)) - clock.now() : 0;
  const wait = Math.max(from - clock.monotonic(), Math.min(forAll, LONGEST_WAIT_MS));
  if (wait > 0) await clock.sleep(wait);
}

/** A worker that dies is given the same frames again: a client that had them drops them. Undefined if none lived. */
async function byWorker(
  { fanOutFunction, clock, logger }: SpreadDeps,
  segment: Segment,
): Promise<Spread | undefined> {
  for (let tries = 1; tries <= WORKER_TRIES; tries++) {
    try {
      return await fanOutFunction.run(segment);
    } catch (error) {
      logger.warn('worker died', { room: segment.room, after: segment.after, tries, error });
      await clock.sleep(clock.random() * LONGEST_PAUSE_MS);
    }
  }
  // The room goes on; this part of it is tried apart, and what is wrong with it ends as a dead letter.
  await fanOutFunction.start(segment);
  return undefined;
}

/** A worker's share. Its first posts were paid for by the pump. */
export async function postSegment(deps: SpreadDeps, segment: Segment): Promise<Spread> {
  const { room, frames, audience, after, upTo } = segment;
  const everyone: Subscription[] = [];
  for await (const page of deps.connections.subscribers(room, { after, upTo, page: PAGE }))
    everyone.push(...page);
  const bytes = frames.map(text => Buffer.from(text));
  const receivers = everyone.filter(isOf(audience, deps.clock.now()));
  const posts = await post(deps, room, receivers, bytes, more => allowedToAll(deps, more));
  return { posts, passedOver: everyone.length - receivers.length };
}

async function post(
  deps: PushDeps,
  room: string,
  receivers: readonly Subscription[],
  frames: readonly Buffer[],
  allowed: (posts: number) => Promise<void>,
): Promise<number> {
  const { left, posts } = await deliver(deps, keepingUp(receivers, deps.clock.now()), {
    room,
    frames,
    until: deps.clock.monotonic() + PATIENCE_MS,
    allowed,
  });
  if (left.length > 0) await handOver(deps, room, left);
  return posts;
}
