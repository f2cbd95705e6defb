/** What a client missed: everything after its cursor, or, where that can't be told, the newest messages and a `no`. */
import { type Entry, LIMITS } from '../../protocol/index.ts';
import type { MessageStore } from '../ports.ts';
import type { OpenLog } from './access.ts';
import { pageAfter, pageBefore, type Space } from './page.ts';

export interface Cursor {
  readonly after?: number | undefined;
  readonly epoch?: string | undefined;
  /** How many of the newest messages are wanted where there is no cursor, or none that counts. */
  readonly last?: number | undefined;
}

export interface Recovery {
  readonly epoch: string;
  readonly head: number;
  readonly messages: Entry[];
  readonly recovered: boolean;
  readonly more: boolean;
}

export async function recover(
  messages: MessageStore,
  room: string,
  log: OpenLog,
  { after, epoch, last = LIMITS.joinTail }: Cursor,
  space?: Space,
): Promise<Recovery> {
  const { epoch: current, head } = log;
  if (after !== undefined && after <= head && (epoch ?? current) === current) {
    const { whole, ...page } = await pageAfter(
      messages,
      room,
      log,
      { after, limit: LIMITS.historyPage },
      space,
    );
    if (whole) return { epoch: current, head, ...page, recovered: true };
  }
  const newest = await pageBefore(messages, room, log, { before: head + 1, limit: last }, space);
  return { epoch: current, head, ...newest, recovered: false };
}
