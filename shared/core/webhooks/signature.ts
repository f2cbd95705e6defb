/** Standard Webhooks' signature (standardwebhooks.com), which receivers verify with a library or a few lines of their own. */
import { createHmac } from 'node:crypto';

const PREFIX = /^whsec_/;

export interface Signed {
  readonly id: string;
  /** Epoch seconds: if it is received much later, it is a copy. */
  readonly timestamp: number;
  readonly body: string;
}

/** @param key `whsec_` and base64 */
export function signatureHeaders(key: string, { id, timestamp, body }: Signed): Record<string, string> {
  const secret = Buffer.from(key.replace(PREFIX, ''), 'base64');
  const signature = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': `v1,${signature}`,
  };
}
