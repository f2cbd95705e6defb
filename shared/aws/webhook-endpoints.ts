import { createHash } from 'node:crypto';
import type { Clock, Logger } from '../core/ports.ts';
import type { WebhookEndpoints } from '../core/webhooks/ports.ts';
import { signatureHeaders } from '../core/webhooks/signature.ts';
import type { WebhookBody } from '../protocol/index.ts';

export interface WebhookEndpointsOptions {
  /** Throws where there is none yet. */
  readonly key: () => Promise<string>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** An endpoint keeps what it was sent, and answers; whatever it does with it can wait. */
const PATIENCE_MS = 5_000;

/** The same for the same events: a request that is tried again can be told by it. */
const idOf = (body: string): string => `msg_${createHash('sha256').update(body).digest('base64url')}`;

/** Without its query, where people put secrets. */
const nameOf = (url: string): string => {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
};

/** Other people's servers, over HTTP. */
export const webhookEndpoints = ({ key, clock, logger }: WebhookEndpointsOptions): WebhookEndpoints => ({
  async post(url, events) {
    const secret = await key();
    const body = JSON.stringify({ events: [...events] } satisfies WebhookBody);
    const timestamp = Math.floor(clock.now() / 1_000);
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          'User-Agent': 'messaging-webhooks',
          ...signatureHeaders(secret, { id: idOf(body), timestamp, body }),
        },
        body,
        // What is signed for one address is not carried to another.
        redirect: 'manual',
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      await answer.body?.cancel();
      if (answer.ok) return true;
      logger.warn('webhook not taken', { endpoint: nameOf(url), status: answer.status });
    } catch (error) {
      logger.warn('webhook not taken', { endpoint: nameOf(url), error });
    }
    return false;
  },
});
