/** A room as a client has it: entries applied in `seq` order, each once. */
import { type Entry, isChange, isMessage } from '../../shared/protocol/index.ts';

export interface Applied {
  /** From seq 1, without a gap. */
  readonly entries: readonly Entry[];
  /** Of the log, once the client knows it. */
  epoch: string | undefined;
  apply(entry: Entry): void;
  /** What is shown of each message, by its seq; undefined once it was deleted. */
  shown(): Map<number, string | undefined>;
}

/** An edit may read as a deletion later, and a message in another form: what they are entries of stays. */
export const same = (a: Entry | undefined, b: Entry): boolean => {
  if (!a || isMessage(a) !== isMessage(b)) return false;
  if (isMessage(a) && isMessage(b)) return a.messageId === b.messageId && a.from.userId === b.from.userId;
  return 'target' in a && 'target' in b && a.target === b.target && a.by.userId === b.by.userId;
};

export function createLog(violated: (what: string) => void): Applied {
  const entries: Entry[] = [];
  const early = new Map<number, Entry>();
  const log: Applied = {
    entries,
    epoch: undefined,
    apply(entry) {
      const { room, seq, epoch } = entry;
      log.epoch ??= epoch;
      if (epoch !== log.epoch) violated(`${room} went on under another epoch`);
      const known = entries[seq - 1] ?? early.get(seq);
      if (known && !same(known, entry)) violated(`two entries of ${room} under seq ${seq}`);
      if (seq <= entries.length) return;
      early.set(seq, entry);
      for (let next = early.get(entries.length + 1); next; next = early.get(entries.length + 1)) {
        early.delete(next.seq);
        entries.push(next);
      }
    },
    shown() {
      const texts = new Map<number, string | undefined>();
      const gone = new Set<number>();
      for (const entry of entries) {
        if (!isMessage(entry) && !isChange(entry)) continue;
        const target = isMessage(entry) ? entry.seq : entry.target;
        if (isMessage(entry) ? entry.deletedAt !== undefined : entry.type === 'deleted') gone.add(target);
        texts.set(target, gone.has(target) || !('text' in entry) ? undefined : entry.text);
      }
      return texts;
    },
  };
  return log;
}
