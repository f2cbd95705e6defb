import { type Entry, isMessage } from '../../protocol/index.ts';
import type { EntryPush } from './ports.ts';

/** An entry on its own, as it is pushed: a message gets a `type`, a change has one. */
export const pushOf = (entry: Entry): EntryPush => (isMessage(entry) ? { type: 'message', ...entry } : entry);
