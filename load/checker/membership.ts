/**
 * One client in one log, from its join on: applies messages in `seq` order, as docs/protocol.md tells clients to, and
 * remembers how each of them came.
 */

/** How a message reached the client: pushed, told by its own reply, or fetched from the log and why. */
export type Source = 'push' | 'own' | 'resume' | 'gap' | 'final';

/** What a membership owes and has, for the sums at the end. */
export interface MembershipState {
  readonly room: string;
  readonly epoch: string;
  /** Everything after it is owed. */
  readonly from: number;
  /** Everything up to it was applied, `holes` excepted. */
  readonly applied: number;
  /** Neither pushed nor in the log. */
  readonly holes: readonly number[];
  /** Came, but something before them did not. */
  readonly ahead: readonly number[];
  /** Its own messages among the applied: told by a reply, owed by nobody. */
  readonly own: readonly number[];
  /** A member that left is owed nothing after `applied`. */
  readonly left: boolean;
}

export class Membership {
  readonly room: string;
  readonly epoch: string;
  readonly from: number;
  applied: number;
  left = false;
  readonly holes: number[] = [];
  readonly #own: number[] = [];
  /** Came before those before them. */
  readonly #waiting = new Map<number, Source>();
  /** Fetched from the log, and not pushed so far. */
  readonly #fetched = new Map<number, Source>();

  constructor(room: string, epoch: string, head: number) {
    this.room = room;
    this.epoch = epoch;
    this.from = head;
    this.applied = head;
  }

  /** Whether something after the next seq is here and the next is not. */
  get hasGap(): boolean {
    return this.#waiting.size > 0;
  }

  /** The nearest message beyond the gap. */
  get firstWaiting(): number | undefined {
    let first: number | undefined;
    for (const seq of this.#waiting.keys()) if (first === undefined || seq < first) first = seq;
    return first;
  }

  /** Notes one message; false where it was had before. */
  take(seq: number, source: Source): boolean {
    if (seq <= this.applied || this.#waiting.has(seq)) return false;
    if (source === 'own') this.#own.push(seq);
    else if (source !== 'push') this.#fetched.set(seq, source);
    this.#waiting.set(seq, source);
    this.#drain();
    return true;
  }

  /** The log was read from `applied` to `upTo`: what is still missing there is not to be had. */
  give(upTo: number): void {
    for (let seq = this.applied + 1; seq <= upTo; seq++) {
      if (this.#waiting.delete(seq)) continue;
      this.holes.push(seq);
    }
    this.applied = Math.max(this.applied, upTo);
    this.#drain();
  }

  /** A push came of what the log had already given: says why it was fetched, the first time it is asked. */
  fetched(seq: number): Source | undefined {
    const source = this.#fetched.get(seq);
    this.#fetched.delete(seq);
    return source;
  }

  state(): MembershipState {
    const { room, epoch, from, applied, holes, left } = this;
    return { room, epoch, from, applied, holes, ahead: [...this.#waiting.keys()], own: this.#own, left };
  }

  #drain(): void {
    while (this.#waiting.delete(this.applied + 1)) this.applied += 1;
  }
}
