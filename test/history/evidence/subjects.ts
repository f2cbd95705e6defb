/** Messages that somebody changed, or tried to. */
import {
  type Change,
  isChange,
  isMessage,
  type Message,
  type ReadEntry,
} from '../../../shared/protocol/index.ts';
import type { Call } from './calls.ts';
import type { ChangeCall, Send, Sighting } from './entries.ts';
import type { Evidence } from './evidence.ts';
import { grouped } from './grouped.ts';

export interface Subject {
  readonly room: string;
  /** As the final log has it. */
  readonly message: Message;
  readonly changes: readonly Change[];
  readonly edits: readonly ChangeCall[];
  readonly deletes: readonly ChangeCall[];
  /** The calls that sent it; none if a server published it. */
  readonly send: Send | undefined;
  /** It and its changes, as replies showed them. */
  readonly reads: readonly (Sighting & { readonly read: Call })[];
  /** The first time that anybody knew of it. */
  readonly known: number;
}

const byTarget = <T extends { readonly room: string; readonly target: number }>(all: readonly T[]) =>
  grouped(all, ({ room, target }) => `${room} ${target}`);
const targetOf = (entry: ReadEntry): number => (isChange(entry) ? entry.target : entry.seq);

export function subjectsOf({ logs, edits, deletes, sends, sightings }: Evidence): Subject[] {
  const editsOf = byTarget(edits);
  const deletesOf = byTarget(deletes);
  const sendOf = new Map(sends.map(send => [`${send.room} ${send.user} ${send.messageId}`, send]));
  const readsOf = grouped(
    sightings.flatMap(one => (one.read ? [{ ...one, read: one.read }] : [])),
    ({ entry }) => `${entry.room} ${entry.epoch} ${targetOf(entry)}`,
  );
  const knownAt = new Map<string, number>();
  for (const { entry, at } of sightings.toReversed())
    knownAt.set(`${entry.room} ${entry.epoch} ${entry.seq}`, at);
  return [...logs.values()].flatMap(({ room, epoch, entries }) => {
    const changesOf = grouped(entries.filter(isChange), ({ target }) => target);
    return entries.filter(isMessage).flatMap(message => {
      const { seq, from, messageId } = message;
      const subject = {
        room,
        message,
        changes: changesOf.get(seq) ?? [],
        edits: editsOf.get(`${room} ${seq}`) ?? [],
        deletes: deletesOf.get(`${room} ${seq}`) ?? [],
        send: from.server ? undefined : sendOf.get(`${room} ${from.userId} ${messageId}`),
        reads: readsOf.get(`${room} ${epoch} ${seq}`) ?? [],
      };
      if (subject.changes.length + subject.edits.length + subject.deletes.length === 0) return [];
      const acks = subject.send?.acks.map(({ at }) => at) ?? [];
      const known = Math.min(knownAt.get(`${room} ${epoch} ${seq}`) ?? Number.POSITIVE_INFINITY, ...acks);
      return [{ ...subject, known }];
    });
  });
}
