/** What webhooks need of the world: a queue to hand events to, and endpoints that take them from there. */
import type { WebhookEvent } from '../../protocol/index.ts';

export interface Webhooks {
  /**
   * Hands events over, to be delivered later. Never rejects and never takes long: whoever sends a message waits for it.
   * What can't be handed over in time is lost, logged and counted.
   */
  send(events: readonly WebhookEvent[]): Promise<void>;
}

/** Where no endpoint is configured. */
export const NO_WEBHOOKS: Webhooks = { async send() {} };

/** Events as they lie in the queue. */
export interface WebhookLetter {
  /** As the queue calls it. */
  readonly id: string;
  /** By which this reception of it is hidden for longer. */
  readonly handle: string;
  /** How often it was received, this time included. */
  readonly tries: number;
  readonly events: readonly WebhookEvent[];
  /** The one endpoint that it is left for; undefined where it is for all. */
  readonly to?: string | undefined;
}

export interface WebhookEndpoints {
  /** One try. False where the endpoint did not take the events, whatever the reason. */
  post(url: string, events: readonly WebhookEvent[]): Promise<boolean>;
}

export interface WebhookRetries {
  /** Keeps a letter from being received again before so many seconds have passed. */
  later(letters: readonly { readonly letter: WebhookLetter; readonly seconds: number }[]): Promise<void>;
  /** Puts events back for one endpoint alone. */
  again(url: string, events: readonly WebhookEvent[], seconds: number): Promise<void>;
}
