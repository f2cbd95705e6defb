/** Once all is quiet, `listRooms` tells how far each user has read, and how many messages came since. */
import * as z from 'zod';
import { isMessage, replies } from '../../../shared/protocol/index.ts';
import { isOk, told } from '../evidence/calls.ts';
import type { RoomLog } from '../evidence/entries.ts';
import type { Check } from '../evidence/evidence.ts';
import { readMembership } from '../evidence/membership.ts';

const marking = z.object({ room: z.string(), seq: z.number() });

export const unread: Check = function* (evidence) {
  const { calls, quiet, logs } = evidence;
  const acks = told(calls, 'markRead', replies.markRead);
  const membership = readMembership(evidence);
  for (const { user, room, readSeq, unread } of quiet.unread) {
    const log = logs.get(room);
    if (!log) continue;
    const mine = acks.filter(({ call, reply }) => call.connection.user === user && reply.room === room);
    const highest = mine.toSorted((a, b) => b.reply.seq - a.reply.seq)[0];
    // A removal takes the mark away. A mark whose reply was lost may count or not.
    const wasRemoved = membership.removals(room, user).length > 0;
    const lost = calls.flatMap(call => {
      if (call.action !== 'markRead' || call.connection.user !== user || isOk(call)) return [];
      const asked = marking.safeParse(call.frame).data;
      return asked?.room === room ? [Math.min(asked.seq, log.head)] : [];
    });
    const least = wasRemoved ? 0 : (highest?.reply.seq ?? 0);
    const most = Math.max(highest?.reply.seq ?? 0, ...lost);
    const due = readSeq < log.from - 1 ? unread : messagesAfter(log, readSeq);
    const events = highest ? [highest.call.asked, highest.at] : [];
    if (readSeq < least || readSeq > most)
      yield { what: `${user} is told to have read ${room} up to ${readSeq}, and had up to ${least}`, events };
    else if (unread !== due)
      yield {
        what: `${user} is told of ${unread} unread messages in ${room}, and there are ${due}`,
        events,
        atRest: true,
      };
  }
};

/** By the counts that entries carry. */
function messagesAfter({ entries, bySeq }: RoomLog, seq: number): number {
  const newest = entries.at(-1)?.ordinal;
  const read = seq === 0 ? 0 : bySeq.get(seq)?.ordinal;
  if (newest !== undefined && read !== undefined) return newest - read;
  return entries.filter(entry => isMessage(entry) && entry.seq > seq).length;
}
