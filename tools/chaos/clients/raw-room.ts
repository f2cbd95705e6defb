/** A room's log as the raw client shows it: entries in their order, each once; a gap is asked for. */
import * as z from 'zod';
import { type Entry, entry } from '../../../shared/protocol/index.ts';
import type { Frame } from '../../../test/history/format.ts';
import type { ClientRecord } from '../../../test/history/recorder.ts';
import type { Shown } from './actor.ts';

/** An entry as it came, unknown fields included. */
export const rawEntry = z.custom<Entry>(value => entry.safeParse(value).success);

const recovery = z.object({
  epoch: z.string(),
  head: z.number(),
  messages: z.array(rawEntry),
  recovered: z.boolean(),
  more: z.boolean(),
});

/** Most gaps close by themselves. */
const GAP_MS = 200;

export class RawRoom {
  readonly #name: string;
  readonly #record: ClientRecord;
  readonly #askForMore: () => void;
  readonly #ahead = new Map<number, Entry>();
  #shown: Shown | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;

  /** @param askForMore what comes after the cursor */
  constructor(name: string, record: ClientRecord, askForMore: () => void) {
    this.#name = name;
    this.#record = record;
    this.#askForMore = askForMore;
  }

  get shown(): Shown | undefined {
    return this.#shown;
  }

  get cursor(): { after: number; epoch: string } | undefined {
    return this.#shown && { after: this.#shown.after, epoch: this.#shown.epoch };
  }

  begin(epoch: string, after: number): void {
    this.#shown = { epoch, after };
    this.#record.began(this.#name, epoch, after);
  }

  /** The reply to a join, or of `sync` for this room. */
  resume(reply: Frame, hadCursor: boolean): void {
    if (this.#isOver) return;
    const read = recovery.safeParse(reply);
    // The checker finds it by its shape.
    if (!read.success) return;
    const { epoch, head, messages, recovered, more } = read.data;
    const base = (messages[0]?.seq ?? head + 1) - 1;
    // A reply that pushes have overtaken loses nothing.
    const isOvertaken = this.#shown?.epoch === epoch && base <= this.#shown.after;
    if (!(recovered && hadCursor) && !isOvertaken) this.begin(epoch, base);
    this.deliver(messages);
    if (more && !isOvertaken) this.#askForMore();
  }

  deliver(entries: readonly Entry[]): void {
    if (this.#isOver || !this.#shown) return;
    let { epoch, after } = this.#shown;
    if (entries.some(entry => entry.epoch !== epoch)) {
      this.#later();
      return;
    }
    for (const entry of entries) if (entry.seq > after) this.#ahead.set(entry.seq, entry);
    for (let next = this.#ahead.get(after + 1); next; next = this.#ahead.get(after + 1)) {
      after += 1;
      this.#ahead.delete(after);
      this.#record.applied(this.#name, next);
    }
    this.#shown = { epoch, after };
    if (this.#ahead.size > 0) this.#later();
  }

  #later(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (!this.#isOver) this.#askForMore();
    }, GAP_MS);
  }

  close(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }
}
