import type { ErrorCode, ErrorReply, Issue } from '../shared/protocol/index.ts';

/** What can go wrong apart from the protocol's own codes. */
export type ClientErrorCode =
  /** The server does not answer. */
  | 'UNREACHABLE'
  /** The server answers, but refuses the connection; browsers hide why. */
  | 'REFUSED'
  /** The server refuses the token. */
  | 'UNAUTHORIZED'
  /** The server refuses the connection, and not for the token's sake: a wrong URL, or a user who is kept out. */
  | 'NOT_ADMITTED'
  /** `getToken` has no token: nobody is signed in. */
  | 'SIGNED_OUT'
  /** `getToken` threw, three times in a row, and not for the network's sake; `cause` is what it threw. */
  | 'TOKEN_FAILED'
  /** The token holds what no header can carry, as a line break; `cause` is what the WebSocket said. */
  | 'BAD_TOKEN'
  /** No WebSocket can be made to that URL; `cause` is what the WebSocket said. */
  | 'BAD_URL'
  /** `getToken` has another user's token: a client belongs to one user for good. */
  | 'OTHER_USER'
  /** The server ended the connection for good. */
  | 'KICKED'
  /** The user has opened too many connections since: this one was the oldest. */
  | 'REPLACED'
  /** The server ended the connection because of a frame of ours: the next would end alike. */
  | 'PROTOCOL'
  /** The connection ended before the reply came; whether the request was served is not known. */
  | 'DISCONNECTED'
  /** No reply, or no connection, in time. */
  | 'TIMEOUT'
  /** `close()` was called. */
  | 'CLOSED'
  /** `discard()` was called for the message; it may have been stored all the same. */
  | 'DISCARDED';

/**
 * Everything the SDK rejects with and reports. Of the protocol's codes it says `UNCERTAIN` itself too: of a message sent once,
 * never acknowledged, and too old to be recognised as a repeat, so that only a person can tell whether it was stored.
 */
export class MessagingError extends Error {
  /** In the bundle the class has a shorter one. */
  static override readonly name = 'MessagingError';
  static {
    // Of the class, not of each error: a stack's first line is written before the constructor can name its object.
    MessagingError.prototype.name = MessagingError.name;
  }

  readonly code: ErrorCode | ClientErrorCode;
  readonly retryAfterMs: number | undefined;
  readonly issues: readonly Issue[] | undefined;

  constructor(
    code: ErrorCode | ClientErrorCode,
    message: string,
    {
      retryAfterMs,
      issues,
      ...options
    }: {
      retryAfterMs?: number | undefined;
      issues?: readonly Issue[] | undefined;
      cause?: unknown;
    } = {},
  ) {
    super(message, options);
    this.code = code;
    this.retryAfterMs = retryAfterMs;
    this.issues = issues;
  }
}

export const errorOf = (refusal: Omit<ErrorReply, 'type' | 'id' | 'action'>): MessagingError =>
  new MessagingError(refusal.code, refusal.message, refusal);

export const asMessagingError = (error: unknown): MessagingError =>
  error instanceof MessagingError
    ? error
    : new MessagingError('UNREACHABLE', messageOf(error), { cause: error });

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The same request may be answered otherwise a little later. */
export const isPassing = ({ code }: MessagingError): boolean =>
  ['RATE_LIMITED', 'UNAVAILABLE', 'INTERNAL', 'TIMEOUT'].includes(code);
