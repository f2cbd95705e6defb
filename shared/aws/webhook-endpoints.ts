import { createHash } from 'node:crypto';
import type { Clock, Logger } from '../core/ports.ts';
import type { WebhookEndpoints } from '../core/webhooks/ports.ts';
import { signatureHeaders } from '../core/webhooks/signature.ts';
import type { WebhookBody } from '../protocol/index.ts';
import { shownWebhookUrl } from '../webhook-url.ts';

export interface WebhookEndpointsOptions {
  /** Throws if there is none yet. */
  readonly key: () => Promise<string>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** An endpoint only has to store the events and respond; their processing can wait. */
const PATIENCE_MS = 5_000;

/** The same events get the same id, by which an endpoint recognises a repeated request. */
const idOf = (body: string): string => `msg_${createHash('sha256').update(body).digest('base64url')}`;

/** Why a request failed, without its message: fetch quotes the URL in some of them. */
const reasonOf = (error: unknown): string => {
  const { cause } = error instanceof Error ? error : {};
  if (cause instanceof Error && 'code' in cause) return String(cause.code);
  return error instanceof Error ? error.name : 'unknown';
};

/** Other people's servers, reached over HTTP. */
export const webhookEndpoints = ({ key, clock, logger }: WebhookEndpointsOptions): WebhookEndpoints => ({
  async post(url, events) {
    const secret = await key();
    const body = JSON.stringify({ events: [...events] } satisfies WebhookBody);
    const timestamp = Math.floor(clock.now() / 1_000);
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          'User-Agent': 'messaging-webhooks',
          ...signatureHeaders(secret, { id: idOf(body), timestamp, body }),
        },
        body,
        // A request that was signed for one address must not follow a redirect to another.
        redirect: 'manual',
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      await response.body?.cancel();
      if (response.ok) return true;
      logger.warn('webhook not taken', { endpoint: shownWebhookUrl(url), status: response.status });
    } catch (error) {
      logger.warn('webhook not taken', { endpoint: shownWebhookUrl(url), reason: reasonOf(error) });
    }
    return false;
  },
});
