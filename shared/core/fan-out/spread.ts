/** Posts frames to everyone in a large room, a segment of its connections after the other, within the budgets. */
import pMap from 'p-map';
import type { Subscription } from '../ports.ts';
import { deliver } from './deliver.ts';
import { handOver, keepingUp } from './lagging.ts';
import type { FanOutEvent, PostBudget, PushDeps } from './ports.ts';
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
/** Small enough that reading it holds up nothing else for long. */
const PAGE = 250;

/** Returns how many posts it took, retries included, or somewhat more. */
export type Spreader = (frames: readonly Buffer[]) => Promise<number>;

/** One room's, for as long as one invocation pushes to it. */
export function createSpreader(deps: SpreadDeps, room: string): Spreader {
  const { connections, settings, clock } = deps;
  const size = settings.segmentConnections;
  const costOf = (posts: number) => (posts * 1_000) / settings.roomPostsPerSecond;
  let ends: readonly string[] = [];
  let cutAt = Number.NEGATIVE_INFINITY;
  let roomFreeAt = 0;

  /** Waits until the room and all large rooms together may make so many posts. */
  async function allowed(posts: number): Promise<void> {
    const mine = Math.max(clock.monotonic(), roomFreeAt);
    roomFreeAt = mine + costOf(posts);
    await allowedToAll(deps, posts, mine);
  }

  async function bySegments(frames: readonly Buffer[]): Promise<number> {
    if (clock.monotonic() - cutAt > CUT_ANEW_MS) {
      ends = await connections.cut(room, size);
      cutAt = clock.monotonic();
    }
    const texts = frames.map(String);
    const expected = size * frames.length;
    // The last one is open: a connection that comes in behind it is found too.
    const segments = [...ends, undefined].map(
      (upTo, index): Segment => ({ kind: 'segment', room, frames: texts, after: ends[index - 1], upTo }),
    );
    const posts = await pMap(
      segments,
      async segment => {
        await allowed(expected);
        const made = (await byWorker(deps, segment)) ?? expected;
        // Fewer were there, or some had to be posted to again.
        roomFreeAt += costOf(made - expected);
        return made;
      },
      { concurrency: FAN_OUT.workersAtOnce },
    );
    return posts.reduce((sum, made) => sum + made, 0);
  }

  return async frames => {
    const everyone = ends.length > 0 ? undefined : await connections.atMost(room, size);
    if (!everyone) return bySegments(frames);
    await allowed(everyone.length * frames.length);
    return post(deps, room, everyone, frames, allowed);
  };
}

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

/** A worker that dies is given the same frames again: a client that had them drops them. Returns the posts, if one lived. */
async function byWorker(
  { fanOutFunction, clock, logger }: SpreadDeps,
  segment: Segment,
): Promise<number | undefined> {
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

/** A worker's share. Its first posts were paid for by the pump; it returns how many they were with those tried again. */
export async function postSegment(deps: SpreadDeps, segment: Segment): Promise<number> {
  const { room, frames, after, upTo } = segment;
  const receivers: Subscription[] = [];
  for await (const page of deps.connections.subscribers(room, { after, upTo, page: PAGE }))
    receivers.push(...page);
  const bytes = frames.map(text => Buffer.from(text));
  return post(deps, room, receivers, bytes, posts => allowedToAll(deps, posts));
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
