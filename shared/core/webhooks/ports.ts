/** What webhooks need of the world: a queue to hand events to, and endpoints that take them from there. */
import type { WebhookEvent } from '../../protocol/index.ts';

export interface Webhooks {
  /**
   * Hands events over, to be delivered later. Never rejects and never takes long: the sender of a message waits for it.
   * What can't be handed over in time is lost, logged and counted.
   */
  send(events: readonly WebhookEvent[]): Promise<void>;
}

/** If no endpoint is configured. */
export const NO_WEBHOOKS: Webhooks = { async send() {} };

/** Events as they lie in the queue. */
export interface WebhookLetter {
  /** As the queue calls it. */
  readonly id: string;
  /** By which this reception of it is hidden for longer. */
  readonly handle: string;
  /** How often it was tried, this time included, also as part of what it was split from. */
  readonly tries: number;
  readonly events: readonly WebhookEvent[];
  /** The one endpoint that it is left for; undefined if it is for all. */
  readonly to?: string | undefined;
}

export interface WebhookEndpoints {
  /** One try. False if the endpoint did not take the events, whatever the reason. */
  post(url: string, events: readonly WebhookEvent[]): Promise<boolean>;
}

export interface WebhookRetries {
  /** Keeps a letter from being received again before so many seconds have passed. */
  later(letters: readonly { readonly letter: WebhookLetter; readonly seconds: number }[]): Promise<void>;
  /** Puts events back for one endpoint alone, after so many tries. */
  again(
    url: string,
    events: readonly WebhookEvent[],
    after: { readonly tries: number; readonly seconds: number },
  ): Promise<void>;
}
