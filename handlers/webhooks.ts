import { deliverWebhooks } from '../shared/core/webhooks/deliver-webhooks.ts';
import { logger, webhookDelivery } from './deps.ts';
import { lambda } from './lambda.ts';
import { type BatchResponse, failing } from './queue-records.ts';
import { webhookLetters } from './webhook-records.ts';

export const handler = lambda<BatchResponse>(async (container, event) => {
  const { letters, unreadable } = webhookLetters(event, logger(container));
  const failed = await deliverWebhooks(webhookDelivery(container), letters);
  return failing([...unreadable, ...failed]);
});
