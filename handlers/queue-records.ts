/** What a function is handed by its queue, and what it says of it. */
import * as z from 'zod';

const queueEvent = z.object({
  Records: z.array(
    z.object({
      messageId: z.string(),
      receiptHandle: z.string(),
      body: z.string(),
      attributes: z.object({ ApproximateReceiveCount: z.coerce.number() }),
    }),
  ),
});

/** `body` is what the JSON says; undefined if it is none. */
export const queueRecords = (event: unknown) =>
  queueEvent.parse(event).Records.map(({ messageId: id, receiptHandle: handle, body, attributes }) => ({
    id,
    handle,
    body: parsed(body),
    receives: attributes.ApproximateReceiveCount,
  }));

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** What Lambda takes for a partial failure: the other records are deleted. */
export interface BatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** These come again, until they are dead letters. */
export const failing = (ids: readonly string[]): BatchResponse => ({
  batchItemFailures: ids.map(itemIdentifier => ({ itemIdentifier })),
});
