/** What was acknowledged, or shown to anybody, is in the final log, as it was acknowledged. */
import { isDeepStrictEqual } from 'node:util';
import { isChange, isMessage, type ReadEntry } from '../../../shared/protocol/index.ts';
import type { RoomLog } from '../evidence/entries.ts';
import type { Check, Evidence, Finding } from '../evidence/evidence.ts';

/** The content of a frame or an entry, as it is stored. */
const contentOf = ({ text, data }: { readonly text?: unknown; readonly data?: unknown }): unknown =>
  typeof text === 'string' ? { text: text.normalize('NFC') } : { data };

export const stored: Check = function* (evidence) {
  yield* messages(evidence);
  yield* changes(evidence);
  yield* shown(evidence);
};

/** Retention has taken what lies before `from`, or has ended the whole log. */
function lookUp(log: RoomLog | undefined, epoch: string, seq: number): ReadEntry | 'gone' | undefined {
  if (!log) return undefined;
  if (log.ended?.includes(epoch)) return 'gone';
  if (epoch !== log.epoch) return undefined;
  return seq < log.from ? 'gone' : log.bySeq.get(seq);
}

function* messages({ sends, logs }: Evidence): Generator<Finding> {
  for (const { room, user, messageId, calls, acks } of sends)
    for (const { call, reply, at } of acks) {
      const { seq, epoch } = reply;
      const entry = lookUp(logs.get(room), epoch, seq);
      if (entry === 'gone') continue;
      const events = [call.asked, at];
      const acked = `${messageId} of ${user} was acknowledged as seq ${seq} of ${room}`;
      if (!entry) yield { what: `${acked}, and the log does not hold it`, events };
      else if (!isMessage(entry) || entry.messageId !== messageId || entry.from.userId !== user)
        yield { what: `${acked}, where the log holds another entry`, events, entries: [{ room, seq }] };
      else if (
        entry.editedAt === undefined &&
        entry.deletedAt === undefined &&
        !calls.some(({ frame }) => isDeepStrictEqual(contentOf(frame), contentOf(entry)))
      )
        yield { what: `${acked}, and the log holds other content`, events, entries: [{ room, seq }] };
    }
}

function* changes({ edits, deletes, logs }: Evidence): Generator<Finding> {
  const edited = new Set(edits);
  for (const change of [...edits, ...deletes]) {
    const { room, target, call, ack } = change;
    if (!ack) continue;
    const { seq, epoch, at } = ack;
    const entry = lookUp(logs.get(room), epoch, seq);
    if (entry === 'gone') continue;
    const isEdit = edited.has(change);
    const events = [call.asked, at];
    const acked = `${isEdit ? 'the edit' : 'the deletion'} of ${target} was acknowledged as seq ${seq} of ${room}`;
    if (!entry) yield { what: `${acked}, and the log does not hold it`, events };
    else if (
      !isChange(entry) ||
      entry.target !== target ||
      (isEdit && entry.by.userId !== call.connection.user)
    )
      yield { what: `${acked}, where the log holds another entry`, events, entries: [{ room, seq }] };
    else if (
      entry.type === 'edited' &&
      !(isEdit && isDeepStrictEqual(contentOf(call.frame), contentOf(entry)))
    )
      yield { what: `${acked}, and the log holds another change`, events, entries: [{ room, seq }] };
  }
}

/** Once each: the first sighting of an entry that is not there. */
function* shown({ sightings, logs }: Evidence): Generator<Finding> {
  const told = new Set<string>();
  for (const { entry, connection, at } of sightings) {
    const { room, epoch, seq } = entry;
    const key = `${room} ${epoch} ${seq}`;
    if (lookUp(logs.get(room), epoch, seq) || told.has(key)) continue;
    told.add(key);
    yield {
      what: `${connection.client} was shown seq ${seq} of ${room}, and the log does not hold it`,
      events: [at],
    };
  }
}
