/** What the webhooks' function is handed by its queue. */
import * as z from 'zod';
import type { Logger } from '../shared/core/ports.ts';
import type { WebhookLetter } from '../shared/core/webhooks/ports.ts';
import { webhookEvent } from '../shared/protocol/index.ts';
import { queueRecords } from './queue-records.ts';

const letterBody = z.object({
  events: z.array(webhookEvent),
  to: z.string().optional(),
  /** Before it was put back: the queue counts those of a new letter from one. */
  tries: z.int().min(0).default(0),
});

/** `unreadable` are the ids of what somebody else put there: it fails until it is a dead letter, and holds nothing up. */
export function webhookLetters(
  event: unknown,
  logger: Logger,
): { letters: WebhookLetter[]; unreadable: string[] } {
  const letters: WebhookLetter[] = [];
  const unreadable: string[] = [];
  for (const { id, handle, body, receives } of queueRecords(event)) {
    const { data, error } = letterBody.safeParse(body);
    if (data) letters.push({ id, handle, ...data, tries: data.tries + receives });
    else {
      logger.error('webhook letter unreadable', { letter: id, error });
      unreadable.push(id);
    }
  }
  return { letters, unreadable };
}
