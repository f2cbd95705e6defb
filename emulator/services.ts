/** What else is served on the gateway's port, each told apart as AWS's own tools tell it: by its X-Amz-Target. */

import { isUtf8 } from 'node:buffer';
import { COGNITO_TARGET, type CognitoApi } from './cognito/api.ts';
import { describesTimeToLive, type Expiring } from './dynamodb/expiry.ts';
import type { AwsApi } from './http/aws-json.ts';
import { type HttpRequest, type HttpResponse, type HttpService, json } from './http/http-service.ts';
import { jsonIn } from './http/json-body.ts';
import { type KeyPairs, type SignatureFault, signatureFault } from './http/signature.ts';

const targetOf = (headers: Readonly<Record<string, unknown>>): string =>
  String(headers['x-amz-target'] ?? '');

export interface Signing {
  /** As in the scope of a signature: `sqs`. */
  readonly service: string;
  /** The keys that may sign. */
  readonly keys: KeyPairs;
}

/** A stand-in that speaks AWS's JSON protocol. */
export const awsService =
  (prefix: string, api: AwsApi, { service, keys }: Signing): HttpService =>
  async request => {
    const { method, headers, body } = request;
    const target = targetOf(headers);
    if (method !== 'POST' || !target.startsWith(prefix)) return undefined;
    const caller = { origin: request.origin, signatureFault: () => signatureFault(request, keys, service) };
    return api(target, jsonIn(body), caller);
  };

/** As Cognito has it, whose API browsers may call from any page: nothing signed, so that no page gets at the other stand-ins. */
const CROSS_ORIGIN = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Headers': 'content-type, x-amz-target, x-amz-user-agent',
  'Access-Control-Expose-Headers': 'x-amzn-RequestId, x-amzn-ErrorType',
  'Access-Control-Max-Age': '3600',
};

export function cognitoService(api: CognitoApi, userPoolId: string, keys: KeyPairs): HttpService {
  const calls = awsService(COGNITO_TARGET, api.call, { service: 'cognito-idp', keys });
  return async request => {
    const { method, path, headers } = request;
    if (method === 'OPTIONS' && headers['access-control-request-headers']?.includes('x-amz-target'))
      return { status: 204, headers: { ...CROSS_ORIGIN, 'Access-Control-Allow-Methods': 'POST' } };
    if (method === 'GET' && path === `/${userPoolId}/.well-known/jwks.json`) return api.jwks();
    if (method === 'GET' && path === `/${userPoolId}/.well-known/openid-configuration`)
      return api.openidConfiguration();
    const answer = await calls(request);
    return answer && { ...answer, headers: { ...answer.headers, ...CROSS_ORIGIN } };
  };
}

const DYNAMODB_TARGET = 'DynamoDB_20120810.';

const DYNAMODB_JSON = { 'Content-Type': 'application/x-amz-json-1.0' };

const dynamodbRefusal = ({ errorType, message }: SignatureFault): HttpResponse =>
  json(400, { __type: `com.amazon.coral.service#${errorType}`, message }, DYNAMODB_JSON);

const NOT_UTF8 = dynamodbRefusal({ errorType: 'SerializationException', message: 'The body is not UTF-8.' });

/** The embedded store under the gateway's own address, so that one endpoint serves every tool. */
export function dynamodbService(
  endpoint: string,
  keys: KeyPairs,
  tables: readonly Expiring[] = [],
): HttpService {
  const timeToLive = describesTimeToLive(tables);
  return async request => {
    const { method, headers, body } = request;
    const target = targetOf(headers);
    if (method !== 'POST' || !target.startsWith(DYNAMODB_TARGET)) return undefined;
    const fault = await signatureFault(request, keys, 'dynamodb');
    if (fault !== undefined) return dynamodbRefusal(fault);
    if (!isUtf8(body)) return NOT_UTF8;
    const described = target === `${DYNAMODB_TARGET}DescribeTimeToLive` && timeToLive(jsonIn(body));
    if (described) return json(200, described, DYNAMODB_JSON);
    const response = await fetch(endpoint, {
      method,
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': target,
        authorization: headers.authorization ?? '',
        'x-amz-date': String(headers['x-amz-date'] ?? ''),
      },
      body: new Uint8Array(body),
    });
    return {
      status: response.status,
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-crc32': response.headers.get('x-amz-crc32') ?? '',
        'x-amzn-requestid': response.headers.get('x-amzn-requestid') ?? '',
      },
      body: Buffer.from(await response.arrayBuffer()),
    };
  };
}

const NO_OTHER_SITE: readonly unknown[] = [undefined, 'same-origin', 'none'];

/** From a page of this very port, or from no page at all. */
function isSameOrigin({ headers, origin }: Pick<HttpRequest, 'headers' | 'origin'>): boolean {
  if (!NO_OTHER_SITE.includes(headers['sec-fetch-site'])) return false;
  return headers.origin === undefined || headers.origin === origin;
}

/**
 * Where a client finds what it needs to sign in and to connect.
 * @param configAt told to a page of any origin, with the addresses by which the caller reaches this server
 * @param own told only to the pages of this port
 */
export const configService =
  (configAt: (origin: string) => object, own: object): HttpService =>
  request => {
    if (request.method !== 'GET' || request.path !== '/config.json') return undefined;
    const config = configAt(request.origin);
    const headers = { 'Cache-Control': 'no-store', Vary: 'Origin, Sec-Fetch-Site' };
    return isSameOrigin(request)
      ? json(200, { ...config, ...own }, headers)
      : json(200, config, { ...headers, 'Access-Control-Allow-Origin': '*' });
  };
