/** What a refused or repeated message, edit or deletion reads has a bound of its own: the log, which bounds the others, shows none. */
import type { Settings } from '../../settings.ts';
import type { Sender } from '../ports.ts';
import type { Rates } from '../rates.ts';

export interface AttemptDeps {
  readonly rates: Rates;
  readonly settings: Settings;
}

/** @param isNew whether the log has an entry for it, and so counts it */
export const attempt = <T>(
  { rates, settings }: AttemptDeps,
  { userId }: Sender,
  work: () => Promise<T>,
  isNew: (result: T) => boolean,
): Promise<T> =>
  // Where a sender has no rate, there is none to guard.
  settings.senderMessagesPerSecond === 0 ? work() : rates.attempt(userId, work, isNew);
