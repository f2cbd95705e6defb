import { LIMITS, type RequestOf, type ResultOf } from '../../protocol/index.ts';
import { LOG_TAIL, type MessageStore, type Sender } from '../ports.ts';
import type { Rates } from '../rates.ts';
import { type AccessDeps, type OpenLog, readableLog } from './access.ts';
import { fitting, type Page, pageAfter, pageBefore, replySpace } from './page.ts';

export async function history(
  deps: AccessDeps & { readonly rates: Rates },
  sender: Sender,
  { room, before, after, limit = LIMITS.historyPage }: RequestOf<'history'>,
): Promise<ResultOf<'history'>> {
  deps.rates.take(sender.userId, 'history');
  const log = await readableLog(deps, sender, room);
  const newest = () => pageBefore(deps.messages, room, log, { before: before ?? log.head + 1, limit });
  const { messages, more } =
    after === undefined
      ? await newest()
      : await oldestAfter(deps.messages, room, log, { after, limit }, newest);
  return { room, epoch: log.epoch, head: log.head, messages, more };
}

/** Of a cursor before all that is kept: the oldest entries if the tail shows which they are, else the newest page. */
async function oldestAfter(
  messages: MessageStore,
  room: string,
  log: OpenLog,
  { after, limit }: { after: number; limit: number },
  newest: () => Promise<Page>,
): Promise<Page> {
  const page = await pageAfter(messages, room, log, { after, limit });
  if (page.whole || after >= log.head) return page;
  if (log.tail.length === LOG_TAIL) return newest();
  return { messages: fitting(log.tail.slice(0, limit), replySpace()), more: log.tail.length > limit };
}
