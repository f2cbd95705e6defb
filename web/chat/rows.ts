/** What stands in the list of messages, from top to bottom. */
import type { Message } from '../../client/messaging-client.ts';
import { countOf, dayOf, timeOf } from '../ui/format.ts';
import type { Notice } from './room-model.ts';

export type Row =
  | {
      readonly kind: 'message';
      readonly message: Message;
      /** The first of several by one author: it bears the name. */
      readonly isFirst: boolean;
    }
  | { readonly kind: 'day' | 'unread' | 'notice'; readonly key: string; readonly text: string };

/** Messages of one author within this time belong together. */
const TOGETHER_MS = 300_000; // 5 minutes

interface Marks {
  readonly notices: readonly Notice[];
  readonly unreadAfter: number | undefined;
  readonly unreadCount: number;
  /** The message before the first. */
  readonly before: Message | undefined;
}

export function rowsOf(
  messages: readonly Message[],
  { notices, unreadAfter, unreadCount, before: earlier }: Marks,
): readonly Row[] {
  const rows: Row[] = [];
  let before = earlier;
  for (const message of messages) {
    const place = before?.seq ?? 0;
    const day = dayOf(message.sentAt);
    const isNewDay = !before || dayOf(before.sentAt) !== day;
    const noticed = notices.filter(({ after }) => after >= place && after < message.seq);
    const isNew = unreadAfter !== undefined && unreadAfter >= place && unreadAfter < message.seq;
    if (isNewDay) rows.push({ kind: 'day', key: `day ${day}`, text: day });
    for (const { text } of noticed) rows.push({ kind: 'notice', key: `notice ${message.seq} ${text}`, text });
    if (isNew)
      rows.push({
        kind: 'unread',
        key: 'unread',
        text: `${countOf(unreadCount)} new since ${timeOf(message.sentAt)}`,
      });
    const isTogether =
      before?.from.userId === message.from.userId &&
      before.from.server === message.from.server &&
      message.sentAt - before.sentAt < TOGETHER_MS;
    const isFirst = !isTogether || isNewDay || isNew || noticed.length > 0;
    rows.push({ kind: 'message', message, isFirst });
    before = message;
  }
  return rows;
}
