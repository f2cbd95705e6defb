/** The one place where errors become codes. */
import { en } from 'zod/locales';
import { $ZodError, config } from 'zod/v4/core';
import { isPassing, PASSING_FAULT } from '../shared/core/passing.ts';
import type { Logger } from '../shared/core/ports.ts';
import { ProtocolError, type PublishError } from '../shared/protocol/index.ts';

// The protocol's schemas are made with zod/mini, which has no words of its own for what is wrong.
config(en());

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
  if (error instanceof $ZodError) return misshapen(error);
  log.error('request failed', { requestId, connectionId, error });
  if (isPassing(error)) return PASSING_FAULT;
  return { code: 'INTERNAL', message: `Something went wrong here; it is logged as ${requestId}.` };
}

/** A list of thousands may be wrong in each place, and the refusal must fit into a frame. */
const ISSUES = 20;

function misshapen({ issues }: $ZodError): PublishError {
  const tooLarge = issues.some(issue => issue.code === 'custom' && issue.params?.code === 'TOO_LARGE');
  return {
    code: tooLarge ? 'TOO_LARGE' : 'BAD_REQUEST',
    message: tooLarge ? 'The content is too large.' : 'The request has the wrong shape.',
    issues: issues.slice(0, ISSUES).map(({ path, message }) => ({ path: path.join('.'), message })),
  };
}
