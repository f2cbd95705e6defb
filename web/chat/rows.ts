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

export function rowsOf(
  messages: readonly Message[],
  notices: readonly Notice[],
  unreadAfter: number | undefined,
  unreadCount = 0,
): readonly Row[] {
  const rows: Row[] = [];
  let before: Message | undefined;
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
