import type { Env } from './env.ts';
import type { Cursor } from './feed.ts';

/** A place in the log of an epoch; of a room whose log is not known, of whichever there is. */
interface Mark {
  readonly seq: number;
  readonly epoch?: Cursor['epoch'] | undefined;
}

/**
 * Sends the first mark at once, and from then on the newest of each `readMs`.
 * @param send false if it can't be sent now: then it is tried again with the next
 */
export function mergeReads(
  { clock, timings: { readMs } }: Pick<Env, 'clock' | 'timings'>,
  send: (mark: Mark) => boolean,
): (mark: Mark) => void {
  let newest: Mark = { seq: 0 };
  let sent = newest;
  let isShut = false;

  function pass(): void {
    isShut = newest !== sent;
    if (!isShut) return;
    if (send(newest)) sent = newest;
    clock.after(readMs, pass);
  }

  return mark => {
    if (mark.epoch === newest.epoch && mark.seq <= newest.seq) return;
    newest = mark;
    if (!isShut) pass();
  };
}
