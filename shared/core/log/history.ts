import { LIMITS, type RequestOf, type ResultOf } from '../../protocol/index.ts';
import type { Sender } from '../ports.ts';
import { type AccessDeps, readableLog } from './access.ts';
import { pageAfter, pageBefore } from './page.ts';

export async function history(
  deps: AccessDeps,
  sender: Sender,
  { room, before, after, limit = LIMITS.historyPage }: RequestOf<'history'>,
): Promise<ResultOf<'history'>> {
  const log = await readableLog(deps, sender.userId, room);
  const { messages, more } =
    after === undefined
      ? await pageBefore(deps.messages, room, log, { before: before ?? log.head + 1, limit })
      : await pageAfter(deps.messages, room, log, { after, limit });
  return { room, epoch: log.epoch, head: log.head, messages, more };
}
