/** A request to the HTTP API in, a response out: what its routes share. */
import { STATUS_CODES } from 'node:http';
import * as z from 'zod/mini';
import type { ApiKey, ApiKeys, Invocation } from '../shared/core/ports.ts';
import { type ErrorCode, ProtocolError, type PublishError } from '../shared/protocol/index.ts';
import type { Scope } from '../shared/protocol/operations.ts';
import { type Container, clock, logger } from './deps.ts';
import { parseJson } from './json.ts';
import { type LambdaHandler, lambda, replyBy } from './lambda.ts';
import { refusal } from './refusal.ts';
import { bearerOf } from './token.ts';

/** API Gateway's payload format 2.0. */
const httpEvent = z.object({
  routeKey: z._default(z.string(), ''),
  headers: z._default(z.record(z.string(), z.string()), {}),
  pathParameters: z._default(z.record(z.string(), z.string()), {}),
  queryStringParameters: z._default(z.record(z.string(), z.string()), {}),
  body: z._default(z.string(), ''),
  isBase64Encoded: z.boolean(),
  requestContext: z.object({ requestId: z.string(), timeEpoch: z.number() }),
});

export interface HttpRequest {
  /** Such as `GET /v1/rooms/{room}`. */
  readonly routeKey: string;
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined if there is none. */
  readonly body: string | undefined;
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

/** How a route words its refusals. */
interface Wording {
  readonly type: string;
  body(status: number, error: PublishError): object;
}

const PLAIN: Wording = { type: 'application/json', body: (_, error) => error };

/** RFC 9457. Without a `type` of its own: `code` tells the kinds of problems apart. */
export const PROBLEM: Wording = {
  type: 'application/problem+json',
  body: (status, { message: detail, ...rest }) => ({
    title: STATUS_CODES[status] ?? '',
    status,
    detail,
    ...rest,
  }),
};

const answer = (statusCode: number, body: object, headers: Record<string, string> = {}): HttpResult => ({
  statusCode,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

function refused(error: PublishError, unauthorized: boolean, { type, body }: Wording): HttpResult {
  const { code, retryAfterMs } = error;
  const status = unauthorized ? 401 : STATUS[code];
  return answer(status, body(status, error), {
    'content-type': type,
    ...(unauthorized && { 'www-authenticate': 'Bearer' }),
    ...(retryAfterMs !== undefined && { 'retry-after': String(Math.ceil(retryAfterMs / 1_000)) }),
  });
}

export const http = (
  run: (container: Container, request: HttpRequest) => Promise<object>,
  wording: Wording = PLAIN,
): LambdaHandler<HttpResult> =>
  lambda(async (container, raw, context) => {
    const event = httpEvent.parse(raw);
    const { routeKey, headers, body, isBase64Encoded, requestContext } = event;
    const { requestId, timeEpoch: receivedAt } = requestContext;
    const toRefusal = (error: unknown) => refusal(error, logger(container), { requestId });
    const deadline = replyBy(context, clock(container));
    const request: HttpRequest = {
      routeKey,
      path: event.pathParameters,
      query: event.queryStringParameters,
      headers,
      body: body || undefined,
      json: () => parsed(isBase64Encoded ? decoded(body) : body),
      invocation: { receivedAt, deadline },
      refusal: toRefusal,
    };
    try {
      return answer(200, await run(container, request));
    } catch (error) {
      return refused(toRefusal(error), error instanceof Unauthorized, wording);
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

/** @throws ProtocolError `FORBIDDEN` if the request's API key is missing, unknown, or without the scope */
export async function requireApiKey(
  apiKeys: ApiKeys,
  { headers }: HttpRequest,
  scope: Scope,
): Promise<ApiKey> {
  const key = bearerOf(headers);
  if (key === undefined) throw new Unauthorized('FORBIDDEN', 'Authorization: Bearer <API key> is missing.');
  const { found, retryAfterMs } = await apiKeys.find(key);
  if (!found)
    throw new Unauthorized('FORBIDDEN', 'This API key is not known.', {
      ...(retryAfterMs && { retryAfterMs }),
    });
  if (found.scopes.includes(scope)) return found;
  throw new ProtocolError('FORBIDDEN', `This takes a key with the scope ${scope}.`);
}

/** The same is said of a room that is there and of one that is not. */
export function requireRoom({ rooms }: ApiKey, room: string | undefined): void {
  if (rooms === undefined || room?.startsWith(rooms)) return;
  throw new ProtocolError('FORBIDDEN', `This key is good only for rooms that begin with ${rooms}.`);
}
