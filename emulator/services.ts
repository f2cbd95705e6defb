/** What else is served on the gateway's port, each told apart as AWS's own tools tell it: by its X-Amz-Target. */

import { COGNITO_TARGET, type CognitoApi } from './cognito/api.ts';
import type { AwsApi } from './http/aws-json.ts';
import { type HttpService, json } from './http/http-service.ts';

const targetOf = (headers: Readonly<Record<string, unknown>>): string =>
  String(headers['x-amz-target'] ?? '');

/** A stand-in that speaks AWS's JSON protocol. */
export const awsService =
  (prefix: string, api: AwsApi): HttpService =>
  async ({ method, headers, body }) => {
    const target = targetOf(headers);
    if (method !== 'POST' || !target.startsWith(prefix)) return undefined;
    return api(target, parsed(body), { authorization: headers.authorization });
  };

/** As Cognito has it, whose API browsers may call from any page: nothing signed, so that no page gets at the other stand-ins. */
const CROSS_ORIGIN = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Headers': 'content-type, x-amz-target, x-amz-user-agent',
  'Access-Control-Expose-Headers': 'x-amzn-RequestId, x-amzn-ErrorType',
  'Access-Control-Max-Age': '3600',
};

export function cognitoService(api: CognitoApi, userPoolId: string): HttpService {
  const calls = awsService(COGNITO_TARGET, api.call);
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

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

const DYNAMODB_TARGET = 'DynamoDB_20120810.';

/** The embedded store under the gateway's own address, so that one endpoint serves every tool. */
export const dynamodbService =
  (endpoint: string): HttpService =>
  async ({ method, headers, body }) => {
    const target = targetOf(headers);
    if (method !== 'POST' || !target.startsWith(DYNAMODB_TARGET)) return undefined;
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

/** Where a client finds what it needs to sign in and to connect. */
export const configService =
  (config: object): HttpService =>
  ({ method, path }) =>
    method === 'GET' && path === '/config.json'
      ? json(200, config, { 'Access-Control-Allow-Origin': '*' })
      : undefined;
