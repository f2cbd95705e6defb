/** The order of the log is that of real time: what began after something else was there stands behind it. */
import { isMessage } from '../../../shared/protocol/index.ts';
import type { RoomLog } from '../evidence/entries.ts';
import type { Check, Evidence } from '../evidence/evidence.ts';

/** When an entry came into the log: not before it was asked for, and not after anybody knew of it. Indices of events. */
interface Span {
  readonly seq: number;
  readonly asked: number;
  readonly known: number;
}

export const order: Check = function* (evidence) {
  for (const log of evidence.logs.values()) {
    let last: Span | undefined;
    // From the end: of what stands behind, the one that was known first.
    for (const span of spansOf(evidence, log).toReversed()) {
      if (last && last.known < span.asked)
        yield {
          what: `seq ${last.seq} of ${log.room} was there before seq ${span.seq} was asked for`,
          events: [last.known, span.asked],
          entries: [span, last].map(({ seq }) => ({ room: log.room, seq })),
        };
      if (!last || span.known < last.known) last = span;
    }
  }
};

function spansOf({ sends, edits, deletes, sightings }: Evidence, { room, epoch, entries }: RoomLog): Span[] {
  const asked = new Map<number, number>();
  const known = new Map<number, number>();
  const earliest = (map: Map<number, number>, seq: number, at: number) =>
    map.set(seq, Math.min(at, map.get(seq) ?? at));
  const firstOf = new Map<string, number>();
  for (const send of sends) {
    if (send.room !== room) continue;
    firstOf.set(`${send.user} ${send.messageId}`, Math.min(...send.calls.map(call => call.asked)));
    for (const { reply, at } of send.acks) if (reply.epoch === epoch) earliest(known, reply.seq, at);
  }
  const firstDeletion = new Map<number, number>();
  for (const { room: of, target, call } of deletes)
    if (of === room) earliest(firstDeletion, target, call.asked);
  for (const { room: of, call, ack, target } of [...edits, ...deletes]) {
    if (of !== room || ack?.epoch !== epoch) continue;
    earliest(known, ack.seq, ack.at);
    // A deletion may be answered as an earlier one was.
    const isDeletion = call.action === 'deleteMessage';
    asked.set(ack.seq, isDeletion ? (firstDeletion.get(target) ?? call.asked) : call.asked);
  }
  for (const { entry, at } of sightings)
    if (entry.room === room && entry.epoch === epoch) earliest(known, entry.seq, at);
  return entries.map(entry => ({
    seq: entry.seq,
    asked:
      (isMessage(entry) ? firstOf.get(`${entry.from.userId} ${entry.messageId}`) : asked.get(entry.seq)) ??
      Number.NEGATIVE_INFINITY,
    known: known.get(entry.seq) ?? Number.POSITIVE_INFINITY,
  }));
}
