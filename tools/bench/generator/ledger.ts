/** Who is owed which message: nothing may be lost, and nothing heard twice, however fast it goes. */

/** Of `text`, as the issue has it and as chats have them. */
const TEXT_BYTES = 200;
const DIGITS = 10;

interface Sent {
  /** Receivers that have not heard it. */
  left: number;
  readonly due: number;
}

/** What one connection was to hear, and heard: their number, and the sum of the messages' numbers. */
interface Account {
  owed: number;
  owedSum: number;
  heard: number;
  heardSum: number;
}

export interface Books {
  readonly delivered: number;
  readonly lost: number;
  readonly doubled: number;
}

export class Ledger {
  readonly #accounts: readonly Account[];
  readonly #waiting = new Map<number, Sent>();
  readonly #onDelivered: (lateMs: number) => void;
  readonly #onComplete: () => void;
  #last = 0;
  #delivered = 0;

  /** @param hooks called for each delivery, with its milliseconds since it was due, and for each message that all have */
  constructor(
    members: number,
    { onDelivered, onComplete }: { onDelivered?(ms: number): void; onComplete?(): void },
  ) {
    this.#accounts = Array.from({ length: members }, () => ({ owed: 0, owedSum: 0, heard: 0, heardSum: 0 }));
    this.#onDelivered = onDelivered ?? (() => {});
    this.#onComplete = onComplete ?? (() => {});
  }

  get delivered(): number {
    return this.#delivered;
  }

  /** Messages that somebody has not heard yet. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** The text of the next message, which these members are owed. */
  send(receivers: readonly number[], due: number): string {
    this.#last += 1;
    const number = this.#last;
    for (const receiver of receivers) {
      const account = this.#accounts[receiver];
      if (!account) throw new Error(`there is no member ${receiver}`);
      account.owed += 1;
      account.owedSum += number;
    }
    this.#waiting.set(number, { left: receivers.length, due });
    return String(number).padStart(DIGITS, '0').padEnd(TEXT_BYTES, 'x');
  }

  heard(member: number, text: string, now: number): void {
    const number = Number(text.slice(0, DIGITS));
    const account = this.#accounts[member];
    if (!account || text.length !== TEXT_BYTES) throw new Error(`nobody sent ${text}`);
    account.heard += 1;
    account.heardSum += number;
    this.#delivered += 1;
    const sent = this.#waiting.get(number);
    if (!sent) return; // heard twice, which the books show
    this.#onDelivered(now - sent.due);
    sent.left -= 1;
    if (sent.left > 0) return;
    this.#waiting.delete(number);
    this.#onComplete();
  }

  books(): Books {
    let lost = 0;
    let doubled = 0;
    for (const { owed, owedSum, heard, heardSum } of this.#accounts) {
      if (heard > owed) doubled += heard - owed;
      // As many as were owed, but not the same ones: one is missing in place of one that came twice.
      else lost += heard === owed && heardSum !== owedSum ? 1 : owed - heard;
    }
    return { delivered: this.#delivered, lost, doubled };
  }
}
