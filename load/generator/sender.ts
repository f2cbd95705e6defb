/** Sends one client's messages until each is acknowledged. */
import { now } from './clock.ts';
import { Outbox, type Outgoing, textOf } from './outbox.ts';
import type { Reader } from './reader.ts';
import type { Session } from './session.ts';
import type { World } from './world.ts';

/** Refusals that pass, by waiting or by joining again; after any other the message is given up. */
const PASSING = new Set(['RATE_LIMITED', 'UNAVAILABLE', 'INTERNAL', 'NOT_JOINED']);

export class Sender {
  readonly #world: World;
  readonly #outbox = new Outbox();
  #reader: Reader | undefined;
  #session: Session | undefined;
  #retry: NodeJS.Timeout | undefined;

  constructor(world: World) {
    this.#world = world;
  }

  /** Whether a message was sent from here and its reply is not in. */
  readonly isOwn = (messageId: string): boolean => this.#outbox.has(messageId);

  get waiting(): number {
    return this.#outbox.size;
  }

  /** A message that was to be sent at `intended`, which may be past: what waits for a connection counts as waiting. */
  send(room: string, intended: number): void {
    this.#world.tally.counts.sent += 1;
    const { size } = this.#world;
    const message = this.#outbox.add(room, this.#world.nextMessageId(), textOf(intended, size), intended);
    if (this.#session && this.#reader) void this.#transmit(message, this.#session, this.#reader);
  }

  /** From now on over this session, what waits first. */
  use(session: Session, reader: Reader): void {
    this.#session = session;
    this.#reader = reader;
    this.#sendDue();
  }

  stop(): void {
    this.#session = undefined;
  }

  async #transmit(message: Outgoing, session: Session, reader: Reader): Promise<void> {
    const { room, messageId, text, attempt, intended } = message;
    message.inFlight = true;
    const reply = await session.link.request({
      action: 'sendMessage',
      room,
      text,
      messageId,
      ...(attempt > 1 && { attempt }),
    });
    const { tally, acks, chance } = this.#world;
    if (reply?.type === 'ok' && reply.action === 'sendMessage') {
      const { seq, epoch } = reply;
      tally.counts.acked += 1;
      if (reader.measures) tally.ack.record(now() - intended);
      acks.push({ room, epoch, seq, messageId });
      session.told(room, seq);
      reader.told(room, epoch, seq, messageId);
      this.#outbox.done(message);
    } else if (reply?.type === 'error' && !PASSING.has(reply.code)) {
      tally.error('GAVE_UP');
      this.#outbox.done(message);
    } else {
      const wait = reply?.type === 'error' ? reply.retryAfterMs : undefined;
      this.#outbox.failed(message, now(), wait, chance.uniform());
      this.#sendDue();
    }
  }

  #sendDue(): void {
    clearTimeout(this.#retry);
    const [session, reader] = [this.#session, this.#reader];
    if (!session || !reader) return;
    for (const message of this.#outbox.due(now())) void this.#transmit(message, session, reader);
    const next = this.#outbox.nextDue();
    if (next !== undefined) this.#retry = setTimeout(() => this.#sendDue(), Math.max(1, next - now()));
  }
}
