/** What a deployment's own function is asked before a message is stored, and what it may say. */
import * as z from 'zod/mini';
import { hasOneContent, newData, oneContent, text, type User, wellFormed } from './fields.ts';

export interface MessageContent {
  readonly text?: string | undefined;
  readonly data?: unknown;
}

/** The event of the function. A later version may add to it. */
export interface MessageHookEvent extends MessageContent {
  readonly version: 1;
  readonly type: 'message' | 'edit';
  readonly room: string;
  /** A server has `server`: it speaks by an API key. */
  readonly sender: User;
  /** Of a message; it is the same when a message is asked about again. */
  readonly messageId?: string;
  /** Of an edit: the seq of the message. */
  readonly target?: number;
}

const REFUSAL_LENGTH = 200;

/** What is put in a message's place obeys the rules of any message. */
export const messageHookAnswer = z.discriminatedUnion('verdict', [
  z.strictObject({ verdict: z.literal('allow') }),
  z
    .strictObject({ verdict: z.literal('change'), text: z.optional(text), data: z.optional(newData) })
    .check(z.refine(hasOneContent, oneContent)),
  z.strictObject({
    verdict: z.literal('refuse'),
    /** Shown to the sender. */
    message: z.optional(wellFormed.check(z.minLength(1), z.maxLength(REFUSAL_LENGTH))),
  }),
]);
