/** The webhooks' queue: events go in from every function, and what an endpoint did not take goes back. */

import type { Logger } from '../core/ports.ts';
import type { WebhookRetries, Webhooks } from '../core/webhooks/ports.ts';
import type { WebhookEvent } from '../protocol/index.ts';
import type { Credentials } from './post-signer.ts';
import { signedFetch } from './signed-fetch.ts';

export interface WebhookQueueOptions {
  readonly queueUrl: string;
  readonly credentials: () => Promise<Credentials>;
  readonly region: string;
}

/** A message waits for its events to be handed over, mostly beside its fan-out: never longer than this. */
const PATIENCE_MS = 500;
const TRIES = 2;
/** After so many failures in a row the queue is left alone for a while, so that not every message waits for nothing. */
const FAILURES = 3;
const PAUSE_MS = 5_000;
/** What one letter holds: it stays far below SQS's largest message. */
const LETTER_EVENTS = 100;
/** SQS's largest batch. */
const BATCH = 10;

/** SQS refuses these two characters, which a text may hold and JSON leaves as they are. */
const bodyOf = (letter: { events: readonly WebhookEvent[]; to?: string }): string =>
  JSON.stringify(letter).replace(/[\uFFFE\uFFFF]/g, char => `\\u${char.charCodeAt(0).toString(16)}`);

function caller({ queueUrl, ...aws }: WebhookQueueOptions) {
  // A queue's URL names its service's endpoint too, here as on AWS.
  const endpoint = `${new URL(queueUrl).origin}/`;
  const request = signedFetch({ ...aws, service: 'sqs', retries: 0 });

  async function once(operation: string, input: object, signal: AbortSignal): Promise<string> {
    const answer = await request(endpoint, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-amz-json-1.0', 'X-Amz-Target': `AmazonSQS.${operation}` },
      body: JSON.stringify({ QueueUrl: queueUrl, ...input }),
      signal,
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${operation} was answered ${answer.status}: ${text.slice(0, 200)}`);
    return text;
  }

  /** A socket that AWS has closed while the container slept fails the first try. */
  return async (operation: string, input: object, patienceMs = 5_000): Promise<string> => {
    const signal = AbortSignal.timeout(patienceMs);
    for (let left = TRIES - 1; ; left--)
      try {
        return await once(operation, input, signal);
      } catch (error) {
        if (left === 0 || signal.aborted) throw error;
      }
  };
}

export function webhookQueue(
  options: WebhookQueueOptions & { readonly logger: Logger; readonly now: () => number },
): Webhooks {
  const { logger, now } = options;
  const call = caller(options);
  let failures = 0;
  let pausedUntil = 0;

  async function hand(events: readonly WebhookEvent[]): Promise<void> {
    if (now() < pausedUntil) return logger.error('webhooks lost', { events: events.length });
    try {
      await call('SendMessage', { MessageBody: bodyOf({ events }) }, PATIENCE_MS);
      failures = 0;
    } catch (error) {
      failures += 1;
      if (failures >= FAILURES) pausedUntil = now() + PAUSE_MS;
      logger.error('webhooks lost', { events: events.length, error });
    }
  }

  return {
    async send(events) {
      await Promise.all(chunks(events, LETTER_EVENTS).map(hand));
    },
  };
}

export function webhookRetries(options: WebhookQueueOptions): WebhookRetries {
  const call = caller(options);
  return {
    async later(letters) {
      const hide = (some: typeof letters) =>
        call('ChangeMessageVisibilityBatch', {
          Entries: some.map(({ letter, seconds }, index) => ({
            Id: String(index),
            ReceiptHandle: letter.handle,
            VisibilityTimeout: seconds,
          })),
        });
      await Promise.all(chunks(letters, BATCH).map(hide));
    },

    async again(to, events, seconds) {
      await call('SendMessage', { MessageBody: bodyOf({ events, to }), DelaySeconds: seconds });
    },
  };
}

const chunks = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
