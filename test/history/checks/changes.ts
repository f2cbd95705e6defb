/**
 * Edits and deletions of one message take effect in the order of the log, for everyone: a read after a change was
 * acknowledged is shown it, or what came after it. The final log is what one is shown who asks last.
 */
import { isDeepStrictEqual } from 'node:util';
import { isMessage, type Message, type ReadEntry } from '../../../shared/protocol/index.ts';
import { codeOf } from '../evidence/calls.ts';
import type { ChangeCall } from '../evidence/entries.ts';
import type { Check, Finding } from '../evidence/evidence.ts';
import { type Subject, subjectsOf } from '../evidence/subjects.ts';

export const changes: Check = function* (evidence) {
  for (const subject of subjectsOf(evidence)) {
    yield* shown(subject);
    yield* refused(subject);
    yield* editedLate(subject);
  }
};

interface Content {
  readonly text?: unknown;
  readonly data?: unknown;
}
const contentOf = ({ text, data }: Content): Content => ({
  text: typeof text === 'string' ? text.normalize('NFC') : undefined,
  data,
});

type Acked = ChangeCall & { readonly ack: NonNullable<ChangeCall['ack']> };
const isAcked = (one: ChangeCall): one is Acked => one.ack !== undefined;
const ackedBefore = (calls: readonly ChangeCall[], moment: number): Acked[] =>
  calls.filter(isAcked).filter(({ ack }) => ack.at < moment);

function* shown(subject: Subject): Generator<Finding> {
  const { room, message, changes, reads } = subject;
  const end = Number.POSITIVE_INFINITY;
  const looks = [
    ...reads.map(({ entry, read, at }) => ({ entry, asked: read.asked, events: [read.asked, at] })),
    ...[message, ...changes].map(entry => ({ entry, asked: end, events: [] })),
  ];
  for (const { entry, asked, events } of looks) {
    const since = isMessage(entry) ? outdated(subject, entry, asked) : undead(subject, entry, asked);
    if (!since) continue;
    const seqs = new Set([message.seq, since.ack.seq, ...(asked === end ? [entry.seq] : [])]);
    yield {
      what: `seq ${entry.seq} of ${room} is shown ${asked === end ? 'in the end' : 'to one who asked'} as if seq ${since.ack.seq} had not been acknowledged`,
      events: [since.call.asked, since.ack.at, ...events],
      entries: [...seqs].map(seq => ({ room, seq })),
    };
    return;
  }
  if (message.deletedAt !== undefined && !changes.some(({ type }) => type === 'deleted'))
    yield {
      what: `seq ${message.seq} of ${room} is deleted, and no entry says so`,
      events: [],
      entries: [{ room, seq: message.seq }],
    };
}

/** The acknowledged change that a form of the message does not know of, though it was asked for later. */
function outdated(
  { changes, edits, deletes, send }: Subject,
  form: Message,
  asked: number,
): Acked | undefined {
  if (form.deletedAt !== undefined) return undefined;
  const [deletion] = ackedBefore(deletes, asked);
  if (deletion) return deletion;
  const last = ackedBefore(edits, asked).toSorted((a, b) => b.ack.seq - a.ack.seq)[0];
  if (!last) return undefined;
  const later = changes.filter(({ seq }) => seq >= last.ack.seq);
  // What an edit said that reads as a deletion since is known by its call alone, if that was acknowledged.
  const own = edits.filter(isAcked).filter(({ ack }) => ack.seq >= last.ack.seq);
  const isUnknown = later.some(
    ({ type, seq }) => type === 'deleted' && ![...edits, ...deletes].some(({ ack }) => ack?.seq === seq),
  );
  const contents = [
    ...later.flatMap(change => (change.type === 'edited' ? [contentOf(change)] : [])),
    ...own.map(({ call }) => contentOf(call.frame)),
  ];
  const isKnown = isUnknown || contents.some(content => isDeepStrictEqual(content, contentOf(form)));
  return isKnown || !send ? undefined : last;
}

/** The acknowledged deletion that an edit lives on behind, though it was acknowledged itself before. */
function undead({ edits, deletes }: Subject, entry: ReadEntry, asked: number): Acked | undefined {
  if (!('type' in entry) || entry.type !== 'edited') return undefined;
  if (!ackedBefore(edits, asked).some(({ ack }) => ack.seq === entry.seq)) return undefined;
  return ackedBefore(deletes, asked)[0];
}

function* refused({ room, message, changes, edits, deletes, known }: Subject): Generator<Finding> {
  const isDeleted = changes.some(({ type }) => type === 'deleted');
  for (const { call } of [...edits, ...deletes]) {
    const { asked, replied, action } = call;
    if (replied === undefined || codeOf(call) !== 'NOT_FOUND' || known > asked) continue;
    const wasAsked = deletes.some(deletion => deletion.call.asked < replied);
    if (action === 'editMessage' && isDeleted && wasAsked) continue;
    yield {
      what: `${action} of seq ${message.seq} of ${room} was answered NOT_FOUND, and the message was there`,
      events: [known, asked, replied],
      entries: [{ room, seq: message.seq }],
    };
  }
}

function* editedLate({ room, message, edits, deletes }: Subject): Generator<Finding> {
  for (const { call, ack } of edits.filter(isAcked)) {
    const deletion = ackedBefore(deletes, call.asked)[0];
    if (deletion)
      yield {
        what: `an edit of seq ${message.seq} of ${room} was acknowledged, which had been deleted before`,
        events: [deletion.call.asked, deletion.ack.at, call.asked, ack.at],
        entries: [{ room, seq: message.seq }],
      };
  }
}
