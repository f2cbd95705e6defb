import { deliverWebhooks } from '../shared/core/webhooks/deliver-webhooks.ts';
import { clock, logger, webhookDelivery } from './deps.ts';
import { lambda } from './lambda.ts';
import { picks } from './route.ts';
import { webhookLetters } from './webhook-records.ts';

const needs = picks({ clock, logger });

/** What Lambda takes for a partial failure: the other letters are deleted. */
interface BatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

export const handler = lambda<BatchResponse>(async (container, event) => {
  const { letters, unreadable } = webhookLetters(event, logger(container));
  const failed = await deliverWebhooks({ ...needs(container), ...webhookDelivery(container) }, letters);
  return { batchItemFailures: [...unreadable, ...failed].map(itemIdentifier => ({ itemIdentifier })) };
});
