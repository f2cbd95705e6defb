/** `POST /publish`: what a server with an API key may send, and what it is answered. */
import * as z from 'zod/mini';
import { errorReply } from './core-replies.ts';
import {
  epoch,
  hasOneContent,
  messageId,
  name,
  newData,
  oneContent,
  ordinal,
  room,
  sentAt,
  seq,
  text,
  userId,
} from './fields.ts';
import { LIMITS } from './limits.ts';

export const publishRequest = z
  .strictObject({
    room,
    text: z.optional(text),
    data: z.optional(newData),
    messageId: z.optional(messageId),
    /** In whose name; without it, in the server's own. Either way it is stored with `server: true`. */
    from: z.optional(z.strictObject({ userId, name })),
  })
  .check(z.refine(hasOneContent, oneContent));
export type PublishRequest = z.infer<typeof publishRequest>;

/** Each item is a publishRequest, read on its own, so that one that is wrong does not spoil the others. */
export const publishBatchRequest = z.strictObject({
  batch: z.array(z.unknown()).check(z.minLength(1), z.maxLength(LIMITS.publishBatch)),
});

/** The body of a 200. */
export const published = z.strictObject({
  room,
  seq,
  ordinal,
  epoch,
  messageId,
  sentAt,
  duplicate: z.boolean(),
});
export type Published = z.infer<typeof published>;

/** The body of any other status. */
export const publishError = z.pick(errorReply, {
  code: true,
  message: true,
  retryAfterMs: true,
  issues: true,
  reason: true,
});
export type PublishError = z.infer<typeof publishError>;

/** The body of a batch's 200: a result for each item, in its place. */
export const publishedBatch = z.strictObject({
  results: z.array(
    z.union([
      z.extend(published, { ok: z.literal(true) }),
      z.strictObject({ ok: z.literal(false), error: publishError }),
    ]),
  ),
});
export type PublishedBatch = z.infer<typeof publishedBatch>;
