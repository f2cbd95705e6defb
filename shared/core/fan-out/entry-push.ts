import { type Entry, isMessage } from '../../protocol/index.ts';
import { changedAt } from '../log/repeats.ts';
import type { EntryPush, PushDeps } from './ports.ts';

/** An entry on its own, as it is pushed: a message gets a `type`, a change has one. */
export const pushOf = (entry: Entry): EntryPush => (isMessage(entry) ? { type: 'message', ...entry } : entry);

/** Epoch milliseconds. */
const appendedAt = (entry: Entry): number => (isMessage(entry) ? entry.sentAt : changedAt(entry));

/** Call it once the entry has been posted. On the wall clock: the one who appended it may be on another machine. */
export const countDelivery = ({ clock, metrics }: Pick<PushDeps, 'clock' | 'metrics'>, entry: Entry): void =>
  metrics.delivered(Math.max(0, clock.now() - appendedAt(entry)));
