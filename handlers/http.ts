/** A request to the HTTP API in, a response out: what its routes share. */
import * as z from 'zod';
import type { ApiKeys, Invocation } from '../shared/core/ports.ts';
import { type ErrorCode, ProtocolError, type PublishError } from '../shared/protocol/index.ts';
import { type Container, clock, logger } from './deps.ts';
import { parseJson } from './json.ts';
import { type LambdaHandler, lambda, replyBy } from './lambda.ts';
import { refusal } from './refusal.ts';
import { bearerOf } from './token.ts';

/** API Gateway's payload format 2.0. */
const httpEvent = z.object({
  headers: z.record(z.string(), z.string()).default({}),
  body: z.string().default(''),
  isBase64Encoded: z.boolean(),
  requestContext: z.object({ requestId: z.string(), timeEpoch: z.number() }),
});

export interface HttpRequest {
  readonly headers: Readonly<Record<string, string>>;
  /** @throws ProtocolError `BAD_REQUEST` */
  json(): unknown;
  readonly invocation: Invocation;
  /** What the client is told of an error. */
  refusal(error: unknown): PublishError;
}

interface HttpResult {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

const STATUS: Readonly<Record<ErrorCode, number>> = {
  BAD_REQUEST: 400,
  UNKNOWN_ACTION: 404,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  NOT_JOINED: 403,
  CONNECTION_ENDED: 403,
  CONFLICT: 409,
  RATE_LIMITED: 429,
  TOO_LARGE: 413,
  LIMIT_EXCEEDED: 409,
  UNCERTAIN: 409,
  UNAVAILABLE: 503,
  INTERNAL: 500,
};

/** The caller's API key is missing or unknown. */
class Unauthorized extends ProtocolError {}

const answer = (statusCode: number, body: object, headers: Record<string, string> = {}): HttpResult => ({
  statusCode,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

function refused(error: PublishError, unauthorized: boolean): HttpResult {
  const { code, retryAfterMs } = error;
  return answer(unauthorized ? 401 : STATUS[code], error, {
    ...(unauthorized && { 'www-authenticate': 'Bearer' }),
    ...(retryAfterMs !== undefined && { 'retry-after': String(Math.ceil(retryAfterMs / 1_000)) }),
  });
}

export const http = (
  run: (container: Container, request: HttpRequest) => Promise<object>,
): LambdaHandler<HttpResult> =>
  lambda(async (container, raw, context) => {
    const { headers, body, isBase64Encoded, requestContext } = httpEvent.parse(raw);
    const { requestId, timeEpoch: receivedAt } = requestContext;
    const toRefusal = (error: unknown) => refusal(error, logger(container), { requestId });
    const deadline = replyBy(context, clock(container));
    const request: HttpRequest = {
      headers,
      json: () => parsed(isBase64Encoded ? decoded(body) : body),
      invocation: { receivedAt, deadline },
      refusal: toRefusal,
    };
    try {
      return answer(200, await run(container, request));
    } catch (error) {
      return refused(toRefusal(error), error instanceof Unauthorized);
    }
  });

/** Refuses bytes that are not UTF-8, rather than storing others in their place. */
function decoded(base64: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(base64, 'base64'));
  } catch {
    throw new ProtocolError('BAD_REQUEST', 'The body is not UTF-8.');
  }
}

function parsed(body: string): unknown {
  try {
    return parseJson(body);
  } catch {
    throw new ProtocolError('BAD_REQUEST', 'The body is not JSON, or has a __proto__ key.');
  }
}

/** @throws ProtocolError `FORBIDDEN` if the request's API key is missing or unknown */
export async function requireApiKey(apiKeys: ApiKeys, { headers }: HttpRequest): Promise<void> {
  const key = bearerOf(headers);
  if (key === undefined) throw new Unauthorized('FORBIDDEN', 'Authorization: Bearer <API key> is missing.');
  const { known, retryAfterMs } = await apiKeys.check(key);
  if (known) return;
  throw new Unauthorized('FORBIDDEN', 'This API key is not known.', {
    ...(retryAfterMs && { retryAfterMs }),
  });
}
