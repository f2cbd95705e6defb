/** Why a connection ended, and what follows: the one place that reads close codes. */
import { MessagingError } from './errors.ts';

export interface Closing {
  readonly code: number;
  /** False if it ended in the handshake. */
  readonly opened: boolean;
  /** The handshake's HTTP status, where the WebSocket implementation tells it; browsers don't. */
  readonly status?: number | undefined;
  /** Whether it is known that the network is to blame; browsers don't tell that either. */
  readonly isNetwork?: boolean;
}

/** 1003 not text, 1007 not UTF-8, 1009 too large: what we sent, and would send again. */
const OUR_FAULT: readonly unknown[] = [1003, 1007, 1009];
/** Of the handshake, and 1008, a breach of policy. */
const REFUSAL: readonly unknown[] = [401, 1008];

/** A throttle, a deployment: the server is there, and takes no connection just now. */
export const busy = (): MessagingError => new MessagingError('UNAVAILABLE', 'The server is busy.');

export const unreachable = (cause?: unknown): MessagingError =>
  new MessagingError('UNREACHABLE', 'The server does not answer.', { cause });

export const offline = (): MessagingError => new MessagingError('UNREACHABLE', 'There is no network.');

export function errorOfClosing({ code, opened, status, isNetwork }: Closing): MessagingError {
  if (REFUSAL.includes(status ?? code)) return new MessagingError('UNAUTHORIZED', 'The token was refused.');
  // API Gateway says so of a path that is no stage, and the backend of a user who is kept out.
  if (status === 403)
    return new MessagingError('NOT_ADMITTED', 'HTTP 403: the URL names no stage, or this user is kept out.');
  if (OUR_FAULT.includes(code)) return new MessagingError('PROTOCOL', `Our frame was refused (${code}).`);
  if (opened) return new MessagingError('DISCONNECTED', `The connection was lost (${code}).`);
  if (status) return busy();
  return isNetwork
    ? unreachable()
    : new MessagingError('REFUSED', 'The connection was refused, most likely its token.');
}

/** The third of `reauthenticate`, which wants a fresh token, and of `doubt` is a stop. */
export type Verdict = 'retry' | 'reauthenticate' | 'doubt' | 'stop';

const VERDICTS: { readonly [Code in MessagingError['code']]?: Verdict } = {
  UNAUTHORIZED: 'reauthenticate',
  REFUSED: 'reauthenticate',
  NOT_ADMITTED: 'reauthenticate',
  TOKEN_FAILED: 'doubt',
  BAD_TOKEN: 'stop',
  BAD_URL: 'stop',
  KICKED: 'stop',
  REPLACED: 'stop',
  OTHER_USER: 'stop',
  PROTOCOL: 'stop',
  SIGNED_OUT: 'stop',
};

export const verdictOf = ({ code }: MessagingError): Verdict => VERDICTS[code] ?? 'retry';
