import { deliverWebhooks } from '../shared/core/webhooks/deliver-webhooks.ts';
import { logger, webhookDelivery } from './deps.ts';
import { lambda } from './lambda.ts';
import { webhookLetters } from './webhook-records.ts';

/** What Lambda takes for a partial failure: the other letters are deleted. */
interface BatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

export const handler = lambda<BatchResponse>(async (container, event) => {
  const { letters, unreadable } = webhookLetters(event, logger(container));
  const failed = await deliverWebhooks(webhookDelivery(container), letters);
  return { batchItemFailures: [...unreadable, ...failed].map(itemIdentifier => ({ itemIdentifier })) };
});
