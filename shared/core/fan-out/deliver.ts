/** Posts frames to connections: bounded at once, gone ones removed, failures tried again while there is time. */
import { forEach } from '../for-each.ts';
import { isOpening } from '../opening.ts';
import type { PushDeps, Receiver } from './ports.ts';
import { FAN_OUT } from './tuning.ts';

const FIRST_RETRY_MS = 50;
const LONGEST_RETRY_MS = 1_000;

interface Delivery {
  readonly room: string;
  /** Each receiver is given them in this order. */
  readonly frames: readonly Buffer[];
  /** On the monotonic clock: no retry begins later. */
  readonly until: number;
  /** Where posts are bounded: waits until so many retries may be made. The first tries are the caller's to bound. */
  readonly allowed?: (posts: number) => Promise<void>;
}

interface Delivered {
  /** Those whom the frames did not reach. */
  readonly left: Receiver[];
  /** Tries, whatever came of them. */
  readonly posts: number;
}

/** Everyone is tried before anyone is tried again. */
export async function deliver(
  deps: Pick<PushDeps, 'poster' | 'clock' | 'onGone'>,
  receivers: readonly Receiver[],
  { room, frames, until, allowed }: Delivery,
): Promise<Delivered> {
  const { clock } = deps;
  const next = new Map(receivers.map(receiver => [receiver, 0]));
  const notOpenYet: Receiver[] = [];
  let posts = 0;
  for (let wait = FIRST_RETRY_MS; ; wait = Math.min(2 * wait, LONGEST_RETRY_MS)) {
    await forEach([...next.keys()], FAN_OUT.postsAtOnce, tryOne);
    if (next.size === 0) return { left: notOpenYet, posts };
    const pause = clock.random() * wait;
    if (clock.monotonic() + pause >= until) return { left: [...notOpenYet, ...next.keys()], posts };
    await clock.sleep(pause);
    await allowed?.([...next.values()].reduce((sum, done) => sum + frames.length - done, 0));
    // The wait for a budget may have been long enough for somebody to leave.
    if (clock.monotonic() >= until) return { left: [...notOpenYet, ...next.keys()], posts };
  }

  /** As far as it goes: a receiver that missed a frame is not given the one after it. */
  async function tryOne(receiver: Receiver): Promise<void> {
    const done = next.get(receiver) ?? 0;
    for (const [at, frame] of frames.entries()) {
      if (at < done) continue;
      posts += 1;
      const result = await deps.poster.post(receiver.connectionId, frame);
      if (result === 'posted') continue;
      if (result !== 'gone') {
        next.set(receiver, at);
        return;
      }
      if (isOpening(receiver, clock.now())) notOpenYet.push(receiver);
      else await deps.onGone(receiver, room);
      break;
    }
    next.delete(receiver);
  }
}
