/** One standard queue: in memory, written through to the storage. A message that is received is hidden, not gone. */
import type { Storage } from '../storage.ts';
import { invalidParameter, notInFlight } from './errors.ts';
import { type Message, newMessage, type Received, readHandle, received, sizeOf } from './message.ts';
import type { QueueSettings } from './settings.ts';

export interface QueueDeps {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly settings: QueueSettings;
  readonly messages: readonly Message[];
  readonly storage: Storage;
  /** What messages are stamped with. */
  now(): number;
  /** What they are hidden by: epoch milliseconds too, but they never step. */
  steady(): number;
  /** The longest wait for that clock, if a test moves it: then no timer knows when. */
  readonly mostWaitMs?: number;
  /** The queue of an ARN, for what this one gives up. */
  queueOf(arn: string): Queue | undefined;
}

export interface Reception {
  readonly most: number;
  readonly visibilitySeconds?: number | undefined;
  /** How long to wait for a first message. */
  readonly waitMs?: number;
  readonly signal?: AbortSignal;
}

export const messageKey = (queue: string, id = ''): string => `message/${queue}/${id}`;

export class Queue {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  settings: QueueSettings;
  readonly #deps: QueueDeps;
  /** Oldest first. */
  readonly #messages: Map<string, Message>;
  readonly #waiting = new Set<() => void>();

  constructor(deps: QueueDeps) {
    const { name, arn, createdAt, settings, messages } = deps;
    this.name = name;
    this.arn = arn;
    this.createdAt = createdAt;
    this.settings = settings;
    this.#deps = deps;
    this.#messages = new Map(messages.map(message => [message.id, message]));
  }

  async send(
    body: string,
    { attributes = {}, delaySeconds = this.settings.DelaySeconds } = {},
  ): Promise<Message> {
    if (body === '' || sizeOf(body, attributes) > this.settings.MaximumMessageSize)
      throw invalidParameter(`A message is 1 to ${this.settings.MaximumMessageSize} bytes.`);
    const message = newMessage(
      body,
      attributes,
      this.#deps.now(),
      this.#deps.steady() + delaySeconds * 1_000,
    );
    await this.#keep(message);
    return message;
  }

  /** At most 10, as few as there are; waits for the first if told to. */
  async receive({ most, visibilitySeconds, waitMs = 0, signal }: Reception): Promise<Received[]> {
    const { steady } = this.#deps;
    const until = steady() + waitMs;
    for (;;) {
      const picked = await this.#pick(most, visibilitySeconds ?? this.settings.VisibilityTimeout);
      if (picked.length > 0) {
        await this.#deps.storage.write(...picked.map(message => this.#put(message)));
        return picked.map(received);
      }
      if (steady() >= until || signal?.aborted) return [];
      await this.#change(Math.min(until, this.#nextVisibleAt()) - steady(), signal);
    }
  }

  /** Does nothing if the message was received again since: it belongs to its latest receiver. */
  async delete(receiptHandle: string): Promise<void> {
    const { id, receives } = readHandle(receiptHandle);
    if (this.#messages.get(id)?.receives === receives) await this.#remove(id);
  }

  async changeVisibility(receiptHandle: string, seconds: number): Promise<void> {
    const { id, receives } = readHandle(receiptHandle);
    const message = this.#messages.get(id);
    const now = this.#deps.steady();
    if (message?.receives !== receives || message.visibleAt <= now) throw notInFlight();
    await this.#keep({ ...message, visibleAt: now + seconds * 1_000 });
  }

  async purge(): Promise<void> {
    for (const id of [...this.#messages.keys()]) await this.#remove(id);
  }

  /** Moves what nobody holds to the queues that `target` names; tells how many there were, and how many went. */
  async moveVisible(
    target: (message: Message) => Queue | undefined,
  ): Promise<{ seen: number; moved: number }> {
    const now = this.#deps.steady();
    const visible = [...this.#messages.values()].filter(({ visibleAt }) => visibleAt <= now);
    let moved = 0;
    for (const message of visible) {
      const to = target(message);
      if (!to || to === this) continue;
      const { deadLetterOf: _, ...letter } = message;
      await this.#move(letter, to);
      moved += 1;
    }
    return { seen: visible.length, moved };
  }

  /** Takes in a message that was in another queue, as one that nobody has received. */
  async takeIn({ firstReceivedAt: _, ...message }: Message): Promise<void> {
    await this.#keep({ ...message, receives: 0, visibleAt: this.#deps.steady() });
  }

  counts(): { readonly visible: number; readonly inFlight: number; readonly delayed: number } {
    const now = this.#deps.steady();
    const all = [...this.#messages.values()];
    const hidden = all.filter(({ visibleAt }) => visibleAt > now);
    const delayed = hidden.filter(({ receives }) => receives === 0).length;
    return { visible: all.length - hidden.length, inFlight: hidden.length - delayed, delayed };
  }

  async #pick(most: number, visibilitySeconds: number): Promise<Message[]> {
    const now = this.#deps.now();
    const steady = this.#deps.steady();
    const { MessageRetentionPeriod, RedrivePolicy } = this.settings;
    const picked: Message[] = [];
    const leaving: Promise<void>[] = [];
    for (const message of this.#messages.values()) {
      if (picked.length === most) break;
      if (message.visibleAt > steady) continue;
      if (message.sentAt + MessageRetentionPeriod * 1_000 <= now) leaving.push(this.#remove(message.id));
      else if (RedrivePolicy && message.receives >= RedrivePolicy.maxReceiveCount)
        leaving.push(this.#giveUp(message, RedrivePolicy.deadLetterTargetArn));
      else {
        const { firstReceivedAt = now, receives } = message;
        const visibleAt = steady + visibilitySeconds * 1_000;
        const taken = { ...message, firstReceivedAt, receives: receives + 1, visibleAt };
        this.#messages.set(message.id, taken);
        picked.push(taken);
      }
    }
    await Promise.all(leaving);
    return picked;
  }

  #giveUp(message: Message, deadLetterTargetArn: string): Promise<void> {
    const target = this.#deps.queueOf(deadLetterTargetArn);
    return target ? this.#move({ ...message, deadLetterOf: this.arn }, target) : this.#remove(message.id);
  }

  /** Out of here at once, so that nobody receives it meanwhile; out of the storage once the other queue has stored it. */
  async #move(message: Message, to: Queue): Promise<void> {
    this.#messages.delete(message.id);
    await to.takeIn(message);
    await this.#remove(message.id);
  }

  #put(message: Message) {
    return { type: 'put' as const, key: messageKey(this.name, message.id), value: message };
  }

  async #keep(message: Message): Promise<void> {
    this.#messages.set(message.id, message);
    for (const wake of this.#waiting) wake();
    await this.#deps.storage.write(this.#put(message));
  }

  async #remove(id: string): Promise<void> {
    this.#messages.delete(id);
    await this.#deps.storage.write({ type: 'del', key: messageKey(this.name, id) });
  }

  #nextVisibleAt(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { visibleAt } of this.#messages.values()) next = Math.min(next, visibleAt);
    return next;
  }

  /** Resolves at the next change of the queue, or after a time. */
  #change(ms: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise(resolve => {
      const wake = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', wake);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, Math.min(ms, this.#deps.mostWaitMs ?? ms));
      signal?.addEventListener('abort', wake);
      this.#waiting.add(wake);
    });
  }
}
