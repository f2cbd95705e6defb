/** The one place where errors become codes. */
import { isPassing, PASSING_FAULT } from '../shared/core/passing.ts';
import type { Logger } from '../shared/core/ports.ts';
import { ProtocolError, type PublishError } from '../shared/protocol/index.ts';

/** Of the request, for the log. */
interface Ids {
  readonly requestId: string;
  readonly connectionId?: string;
}

/** What the client is told of an error. */
export function refusal(error: unknown, log: Logger, { requestId, connectionId }: Ids): PublishError {
  if (error instanceof ProtocolError) {
    const { code, message, retryAfterMs, issues, reason } = error;
    return {
      code,
      message,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
      ...(issues && { issues: [...issues] }),
      ...(reason && { reason }),
    };
  }
  log.error('request failed', { requestId, connectionId, error });
  if (isPassing(error)) return PASSING_FAULT;
  return { code: 'INTERNAL', message: `Something went wrong here; it is logged as ${requestId}.` };
}
