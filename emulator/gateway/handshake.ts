import type { IncomingMessage } from 'node:http';
import { Throttled } from '../lambda/errors.ts';
import type { LambdaFunction } from '../lambda/function.ts';
import type { Invoker } from '../lambda/invoker.ts';
import type { GatewayRules } from '../rules.ts';
import type { Api, AuthorizerContext, Client, Upgrade } from './events.ts';
import { authorizerEvent, connectArn, connectEvent } from './events.ts';
import { hasIdentity } from './identity-sources.ts';
import { newId } from './ids.ts';
import { readLambdaResult } from './lambda-result.ts';
import { AuthorizerResult, decide } from './policy.ts';
import type { Refusal } from './refusal.ts';
import { refusal } from './refusal.ts';
import { sourceIpOf, wireHeaders } from './wire-headers.ts';
import { IntegrationTimeout, within } from './within.ts';

export interface HandshakeDeps {
  readonly api: Api;
  readonly invoker: Invoker;
  readonly authorizer: LambdaFunction | undefined;
  readonly identitySources: readonly string[];
  readonly connect: LambdaFunction | undefined;
  readonly rules: GatewayRules;
  readonly report: (functionName: string, error: unknown) => void;
}

export interface Accepted {
  readonly client: Client;
  /** The subprotocol that the `$connect` response selected. */
  readonly subprotocol: string | undefined;
}

/** RFC 6455, section 4.2.1, which ws checks in part, and only after the fact; a body would be read as frames. */
export function isWebSocket({ method, headers, httpVersion }: IncomingMessage): boolean {
  return (
    method === 'GET' &&
    httpVersion === '1.1' &&
    headers.host !== undefined &&
    (headers['content-length'] ?? '0') === '0' &&
    headers['transfer-encoding'] === undefined &&
    headers.upgrade?.toLowerCase() === 'websocket' &&
    headers['sec-websocket-version'] === '13' &&
    /^[+/0-9A-Za-z]{22}==$/.test(headers['sec-websocket-key'] ?? '')
  );
}

const UNAUTHORIZED = refusal(401, 'Unauthorized', 'UnauthorizedException');
const FAILED = refusal(500, 'Internal server error', 'InternalServerErrorException');
const TIMED_OUT = refusal(504, 'Endpoint request timed out', 'GatewayTimeoutException');

/** Asks the authorizer, then runs `$connect`: the upgrade waits for both. */
export async function handshake(deps: HandshakeDeps, request: IncomingMessage): Promise<Accepted | Refusal> {
  const userAgent = request.headers['user-agent'];
  const stranger: Client = {
    connectionId: newId(),
    connectedAt: Date.now(),
    // The port stays in, so that `http://<domainName>/<stage>` reaches the management API here as it does on AWS.
    domainName: request.headers.host ?? '',
    identity: Object.freeze({ sourceIp: sourceIpOf(request), ...(userAgent !== undefined && { userAgent }) }),
  };
  const upgrade: Upgrade = {
    ...wireHeaders(request),
    query: new URLSearchParams(/\?.*/.exec(request.url ?? '')?.[0]),
  };
  const authorizer = await authorize(deps, stranger, upgrade);
  if (authorizer !== undefined && 'status' in authorizer) return authorizer;
  const client: Client =
    authorizer === undefined ? stranger : { ...stranger, authorizer: authorizer.context };
  return connect(deps, client, upgrade);
}

async function authorize(
  { api, invoker, authorizer, identitySources, rules, report }: HandshakeDeps,
  client: Client,
  upgrade: Upgrade,
): Promise<{ context: AuthorizerContext } | Refusal | undefined> {
  if (authorizer === undefined) return undefined;
  const event = authorizerEvent(api, client, upgrade);
  if (!hasIdentity(identitySources, event)) return UNAUTHORIZED;
  const started = performance.now();
  let answer: unknown;
  try {
    answer = await within(rules.integrationTimeoutMs, invoker.invoke(authorizer, event));
  } catch (error) {
    // The one message that API Gateway knows; every other error is the authorizer's own failure.
    if (error instanceof Error && error.message === 'Unauthorized') return UNAUTHORIZED;
    report(authorizer.handler, error);
    return FAILED;
  }
  const result = AuthorizerResult.safeParse(answer);
  const bytes = Buffer.byteLength(JSON.stringify(answer ?? null));
  if (!result.success || bytes > rules.authorizerResultBytes) {
    report(authorizer.handler, result.error ?? new Error(`a result of ${bytes} bytes is too large`));
    return FAILED;
  }
  const { principalId, policyDocument, context } = result.data;
  const decision = decide(policyDocument.Statement, connectArn(api));
  if (decision === 'allow') {
    const integrationLatency = Math.round(performance.now() - started);
    return { context: Object.freeze({ ...context, principalId, integrationLatency }) };
  }
  const why = decision === 'explicit-deny' ? ' with an explicit deny' : '';
  return refusal(403, `User is not authorized to access this resource${why}`, 'AccessDeniedException');
}

async function connect(
  { api, invoker, connect, rules, report }: HandshakeDeps,
  client: Client,
  upgrade: Upgrade,
): Promise<Accepted | Refusal> {
  if (connect === undefined) return { client, subprotocol: undefined };
  try {
    const running = invoker.invoke(connect, connectEvent(api, client, upgrade));
    const result = readLambdaResult(await within(rules.integrationTimeoutMs, running));
    if (result === undefined) throw new Error('malformed Lambda proxy response');
    if (result.statusCode >= 200 && result.statusCode < 300)
      return { client, subprotocol: result.headers.get('sec-websocket-protocol') };
    return { status: result.statusCode, body: result.body ?? '' };
  } catch (error) {
    report(connect.handler, error);
    if (error instanceof IntegrationTimeout) return TIMED_OUT;
    if (error instanceof Throttled) return FAILED;
    // As for every failed Lambda proxy integration: repost.aws/knowledge-center/malformed-502-api-gateway.
    return refusal(502, 'Internal server error', 'InternalServerErrorException');
  }
}
