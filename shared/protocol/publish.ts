/** `POST /publish`: what a server with an API key may send, and what it is answered. */
import * as z from 'zod';
import {
  data,
  epoch,
  hasOneContent,
  messageId,
  oneContent,
  room,
  sentAt,
  seq,
  text,
  userId,
} from './fields.ts';
import { LIMITS } from './limits.ts';
import { errorReply } from './replies.ts';

export const publishRequest = z
  .strictObject({
    room,
    text: text.optional(),
    data: data.optional(),
    messageId: messageId.optional(),
    /** In whose name; without it, in the server's own. */
    from: z.strictObject({ userId, name: z.string().min(1).max(LIMITS.userIdLength) }).optional(),
  })
  .refine(hasOneContent, oneContent);
export type PublishRequest = z.infer<typeof publishRequest>;

/** Each item is a publishRequest, read on its own, so that one that is wrong does not spoil the others. */
export const publishBatchRequest = z.strictObject({
  batch: z.array(z.unknown()).min(1).max(LIMITS.publishBatch),
});

/** The body of a 200. */
export const published = z.strictObject({ room, seq, epoch, messageId, sentAt, duplicate: z.boolean() });
export type Published = z.infer<typeof published>;

/** The body of any other status. */
export const publishError = errorReply.pick({ code: true, message: true, retryAfterMs: true, issues: true });
export type PublishError = z.infer<typeof publishError>;

/** The body of a batch's 200: a result for each item, in its place. */
export const publishedBatch = z.strictObject({
  results: z.array(
    z.union([
      published.extend({ ok: z.literal(true) }),
      z.strictObject({ ok: z.literal(false), error: publishError }),
    ]),
  ),
});
export type PublishedBatch = z.infer<typeof publishedBatch>;
