/** What one subscription was pushed, judged by `seq` alone: whether a push came in order, late, or once more. */

/** `stale`: from before the join; its reply had it, or nobody promised it. */
export type Arrival = 'next' | 'ahead' | 'outOfOrder' | 'duplicate' | 'stale';

export class PushOrder {
  readonly #base: number;
  #highest: number;
  /** Below the highest, and not pushed so far; those of one's own messages never are. */
  readonly #skipped = new Set<number>();

  /** @param head of the log when the subscription was answered */
  constructor(head: number) {
    this.#base = head;
    this.#highest = head;
  }

  arrived(seq: number): Arrival {
    if (seq <= this.#base) return 'stale';
    if (seq <= this.#highest) return this.#skipped.delete(seq) ? 'outOfOrder' : 'duplicate';
    const arrival = seq === this.#highest + 1 ? 'next' : 'ahead';
    for (let missing = this.#highest + 1; missing < seq; missing++) this.#skipped.add(missing);
    this.#highest = seq;
    return arrival;
  }

  /** One's own message, told by a reply: the seq that follows it is in order. */
  told(seq: number): void {
    if (seq === this.#highest + 1) this.#highest = seq;
    else this.#skipped.delete(seq);
  }
}
