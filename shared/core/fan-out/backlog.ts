/** What an audience of a large room is pushed from. */
import { type Entry, isImported } from '../../protocol/index.ts';
import type { MessageStore } from '../ports.ts';
import type { Outlet, PumpStore } from './ports.ts';

/** Read at once; at 32 KB a frame more would rarely fit. */
const ENTRIES_AT_ONCE = 500;

interface Backlog {
  /** Behind a cursor, ascending. */
  after(cursor: number, limit?: number): Promise<Entry[]>;
  /** 0 if there is none. */
  newestSeq(): Promise<number>;
}

interface BacklogDeps {
  readonly messages: MessageStore;
  readonly pumps: PumpStore;
}

export const backlogOf = (deps: BacklogDeps, { room, audience }: Outlet): Backlog =>
  audience === 'looking' ? theLog(deps, room) : whatOthersHave(deps, room);

/**
 * Without what was imported: a pump that begins at a room's first messages goes back a few entries, to where nobody is told of any.
 * They are no more than those few, so that what comes behind them is in the same page.
 */
const told = async (entries: Promise<Entry[]>): Promise<Entry[]> =>
  (await entries).filter(entry => !isImported(entry));

const theLog = ({ messages }: BacklogDeps, room: string): Backlog => ({
  after: (cursor, limit = ENTRIES_AT_ONCE) => told(messages.from(room, cursor + 1, limit)),
  newestSeq: async () => (await messages.at(room, Number.MAX_SAFE_INTEGER))?.seq ?? 0,
});

/**
 * Those who are away are given an entry only after those who look: a user who looks away in between was there for the one
 * pass, or is for the other. The other way round, a connection could be left out of both.
 */
function whatOthersHave({ messages, pumps }: BacklogDeps, room: string): Backlog {
  const others = () => pumps.read({ room, audience: 'looking' });
  return {
    async after(cursor, limit = ENTRIES_AT_ONCE) {
      const pushed = await others();
      if (!pushed) return [];
      const from = Math.max(cursor + 1, pushed.awayFrom);
      if (from > pushed.cursor) return [];
      return told(messages.from(room, from, Math.min(limit, pushed.cursor - from + 1)));
    },
    newestSeq: async () => (await others())?.cursor ?? 0,
  };
}
