/** Which message stands at which seq of which log, as seen by everybody: all must see the same. */

/** A message of a log: its place, and who it is. */
interface Entry {
  readonly seq: number;
  readonly messageId: string;
}
export interface LogState {
  readonly room: string;
  readonly epoch: string;
  readonly entries: readonly Entry[];
}

const keyOf = (room: string, epoch: string): string => `${room} ${epoch}`;

class Log {
  readonly room: string;
  readonly epoch: string;
  readonly idAt = new Map<number, string>();
  readonly seqOf = new Map<string, number>();
  /** What stood elsewhere, or stood there as something else: kept, so that a merge finds it too. */
  readonly strays: Entry[] = [];

  constructor(room: string, epoch: string) {
    this.room = room;
    this.epoch = epoch;
  }
}

/** `differs`: another message stood there before. `doubled`: the same message stands at another seq. */
export type Sighting = 'same' | 'differs' | 'doubled';

export class Logs {
  readonly #logs = new Map<string, Log>();

  saw(room: string, epoch: string, seq: number, messageId: string): Sighting {
    const key = keyOf(room, epoch);
    let log = this.#logs.get(key);
    if (!log) {
      log = new Log(room, epoch);
      this.#logs.set(key, log);
    }
    const known = log.idAt.get(seq);
    if (known === messageId) return 'same';
    if (known !== undefined) {
      log.strays.push({ seq, messageId });
      return 'differs';
    }
    log.idAt.set(seq, messageId);
    if (log.seqOf.has(messageId)) return 'doubled';
    log.seqOf.set(messageId, seq);
    return 'same';
  }

  state(): LogState[] {
    return [...this.#logs.values()].map(({ room, epoch, idAt, strays }) => ({
      room,
      epoch,
      entries: [...[...idAt].map(([seq, messageId]) => ({ seq, messageId })), ...strays],
    }));
  }
}

/** What all must see at a seq. An edit reads as the delete that followed it, so that its target alone is named. */
export const entryName = (entry: {
  readonly seq: number;
  readonly messageId?: string;
  readonly target?: number;
}): string => entry.messageId ?? `${entry.seq} changes ${entry.target ?? 'something'}`;
