import * as z from 'zod/mini';

/** The closed set of codes a client may be told. Anything else that goes wrong is `INTERNAL`, and is logged. */
export const errorCode = z.enum([
  'BAD_REQUEST',
  'UNKNOWN_ACTION',
  'FORBIDDEN',
  'NOT_FOUND',
  'NOT_JOINED',
  'CONNECTION_ENDED',
  'CONFLICT',
  'RATE_LIMITED',
  'TOO_LARGE',
  'LIMIT_EXCEEDED',
  'UNCERTAIN',
  'UNAVAILABLE',
  'INTERNAL',
]);
export type ErrorCode = z.infer<typeof errorCode>;

export const issue = z.object({ path: z.string(), message: z.string() });
export type Issue = z.infer<typeof issue>;

/**
 * Why a user may not speak in a room that they are in, or not come in; that the message itself is not wanted; or what they did too
 * often a day.
 */
export type Reason = 'READ_ONLY' | 'MUTED' | 'BANNED' | 'REFUSED' | 'ROOMS_PER_DAY' | 'INVITATIONS_PER_DAY';

/** A refusal on purpose: its message is meant for the client's eyes. */
export class ProtocolError extends Error {
  readonly code: ErrorCode;
  readonly retryAfterMs: number | undefined;
  readonly issues: readonly Issue[] | undefined;
  /** Which rule of a room or which quota it was, in a word that a later version may add to. */
  readonly reason: Reason | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    more: { retryAfterMs?: number; issues?: readonly Issue[]; reason?: Reason } = {},
  ) {
    super(message);
    this.name = 'ProtocolError';
    this.code = code;
    this.retryAfterMs = more.retryAfterMs;
    this.issues = more.issues;
    this.reason = more.reason;
  }
}
