import type { PostResult } from './connections-port.ts';

/** AWS counts messages in steps of 32 KB, in either direction: https://aws.amazon.com/api-gateway/pricing/, 2026-11-24. */
const METERED_BYTES = 32_768;
/** An outbound frame that is full, with its header; all but a message's last are. */
const FULL_FRAME_BYTES = METERED_BYTES + 4;

/** What went through the gateway, in plain numbers: they are counted for every message, and read once in a while. */
export class Traffic {
  connections = 0;
  messagesIn = 0;
  messagesOut = 0;
  bytesIn = 0;
  bytesOut = 0;
  meteredIn = 0;
  meteredOut = 0;
  /** Inbound messages that were answered with Limit exceeded. */
  limited = 0;
  readonly posts: Record<PostResult, number> = {
    posted: 0,
    gone: 0,
    throttled: 0,
    failed: 0,
    'too-large': 0,
  };
  /** Answers to upgrades, by their status. */
  readonly upgrades = new Map<number, number>();
  #openedAtSum = 0;
  #closedMs = 0;

  /** @param openedAt on the monotonic clock */
  opened(openedAt: number): void {
    this.connections += 1;
    this.#openedAtSum += openedAt;
  }

  closed(openedAt: number): void {
    this.connections -= 1;
    this.#openedAtSum -= openedAt;
    this.#closedMs += performance.now() - openedAt;
  }

  /** Of all connections together, open ones included: AWS bills them by the minute. */
  get connectionSeconds(): number {
    return (this.#closedMs + this.connections * performance.now() - this.#openedAtSum) / 1_000;
  }

  received(bytes: number): void {
    this.messagesIn += 1;
    this.bytesIn += bytes;
    this.meteredIn += Math.max(1, Math.ceil(bytes / METERED_BYTES));
  }

  /** @param frameBytes of the whole message, its frame headers included */
  sent(frameBytes: number): void {
    this.messagesOut += 1;
    this.bytesOut += frameBytes;
    this.meteredOut += Math.ceil(frameBytes / FULL_FRAME_BYTES);
  }

  upgraded(status: number): void {
    this.upgrades.set(status, (this.upgrades.get(status) ?? 0) + 1);
  }
}
