/** Messages of one client that are not acknowledged. They are sent until they are, always with the same `messageId`. */

export interface Outgoing {
  readonly room: string;
  readonly messageId: string;
  readonly text: string;
  /** When the schedule wanted it sent; every latency counts from here. */
  readonly intended: number;
  attempt: number;
  inFlight: boolean;
  /** Not before this time again: what the server asked for, or the wait after a failure. */
  notBefore: number;
}

const PREFIX = /^t(\d+\.\d+) /;

/** The intended time travels in the text, so that a receiver can tell the latency. */
export function textOf(intended: number, bytes: number): string {
  return `t${intended.toFixed(3)} `.padEnd(bytes, '.');
}
export function intendedAt(text: string | undefined): number | undefined {
  const found = text === undefined ? null : PREFIX.exec(text);
  return found?.[1] === undefined ? undefined : Number(found[1]);
}

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 8_000;

export class Outbox {
  readonly #messages = new Map<string, Outgoing>();

  get size(): number {
    return this.#messages.size;
  }

  add(room: string, messageId: string, text: string, intended: number): Outgoing {
    const message = { room, messageId, text, intended, attempt: 1, inFlight: false, notBefore: 0 };
    this.#messages.set(messageId, message);
    return message;
  }

  has(messageId: string): boolean {
    return this.#messages.has(messageId);
  }

  done({ messageId }: Outgoing): void {
    this.#messages.delete(messageId);
  }

  /** Not acknowledged: the next try is another attempt, after a wait. */
  failed(message: Outgoing, at: number, wait: number | undefined, jitter: number): void {
    message.inFlight = false;
    const backOff = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (message.attempt - 1)) * jitter;
    message.notBefore = at + (wait ?? 0) + backOff;
    message.attempt += 1;
  }

  due(at: number): Outgoing[] {
    return [...this.#messages.values()].filter(({ inFlight, notBefore }) => !inFlight && notBefore <= at);
  }

  /** When the next of those that wait may go. */
  nextDue(): number | undefined {
    let next: number | undefined;
    for (const { inFlight, notBefore } of this.#messages.values())
      if (!inFlight && (next === undefined || notBefore < next)) next = notBefore;
    return next;
  }
}
