/** How often an entry that is asked for again is pushed again: once in a few seconds, however often it is asked for. */
import type { Entry } from '../../protocol/index.ts';
import type { Clock, Logger, MessageStore } from '../ports.ts';
import { createRecent, type Recent } from '../recent.ts';

const EVERY_MS = 3_000;

/** The pushes of a moment ago, as far as this container made them: one that is under way counts for all who ask. */
export type Repushes = Recent<Promise<void>>;
export const createRepushes = (clock: Pick<Clock, 'monotonic'>): Repushes => createRecent(clock, EVERY_MS);

interface RepushDeps {
  readonly messages: MessageStore;
  readonly repushes: Repushes;
  readonly logger: Logger;
}

/**
 * Pushes the entry again, since the first try may have died before it was pushed; but not for each of many at once. Most of
 * these meet the container's own memory, which costs nothing; the rest meet a conditional write. If the push fails, so do
 * all who waited for it, and the next one pushes.
 */
export function pushAgain(deps: RepushDeps, entry: Entry, push: () => Promise<void>): Promise<void> {
  const { repushes } = deps;
  const key = `${entry.room} ${entry.epoch} ${entry.seq}`;
  const known = repushes.get(key);
  if (known) return known;
  const pushed = pushMarked(deps, entry, push).catch(error => {
    repushes.delete(key);
    throw error;
  });
  repushes.set(key, pushed);
  return pushed;
}

async function pushMarked(
  { messages, logger }: RepushDeps,
  { room, seq }: Entry,
  push: () => Promise<void>,
): Promise<void> {
  if (!(await messages.markRepushed(room, seq, EVERY_MS))) return;
  try {
    await push();
  } catch (error) {
    await messages
      .unmarkRepushed(room, seq)
      .catch(cause => logger.warn('repush not taken back', { room, seq, cause }));
    throw error;
  }
}
