/** Old messages of another system, as a server hands them in. */
import * as z from 'zod/mini';
import {
  cursor,
  hasOneContent,
  messageId,
  name,
  newData,
  oneContent,
  room,
  sentAt,
  text,
  userId,
} from './fields.ts';
import { LIMITS } from './limits.ts';

const oldMessage = z
  .strictObject({
    from: z.strictObject({ userId, name }),
    sentAt,
    text: z.optional(text),
    data: z.optional(newData),
    messageId: z.optional(messageId),
  })
  .check(z.refine(hasOneContent, oneContent));

export const importRequest = z.strictObject({
  room,
  /** The `seq` that the batch goes behind: 0, then that of the reply before. */
  after: cursor,
  batch: z.array(oldMessage).check(z.minLength(1), z.maxLength(LIMITS.importBatch)),
});
export type ImportRequest = z.infer<typeof importRequest>;

/** `seq`: of the last of the batch. */
export const imported = z.object({ room, seq: cursor });
