/** The events of a WebSocket API, member by member as recorded from AWS. */
import { newId } from './ids.ts';
import type { WireHeaders } from './wire-headers.ts';

/** The API that the events say they come from. */
export interface Api {
  readonly apiId: string;
  readonly stage: string;
}

/** What the authorizer said, delivered with every later event of the connection. */
export type AuthorizerContext = Readonly<Record<string, string | number | boolean>>;

export interface Identity {
  readonly sourceIp: string;
  readonly userAgent?: string;
}

/** What every event of one connection repeats. */
export interface Client {
  readonly connectionId: string;
  readonly connectedAt: number;
  readonly domainName: string;
  readonly identity: Identity;
  readonly authorizer?: AuthorizerContext;
}

export interface Upgrade extends WireHeaders {
  readonly query: URLSearchParams;
}

type EventType = 'CONNECT' | 'MESSAGE' | 'DISCONNECT';

/** Common log format, as in `19/Feb/2024:07:11:42 +0000`. */
export function requestTime(epoch: number): string {
  const [, day, month, year, time] = new Date(epoch).toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}

function requestContext(api: Api, client: Client, routeKey: string, eventType: EventType) {
  const requestId = newId();
  const requestTimeEpoch = Date.now();
  return {
    routeKey,
    ...(client.authorizer && { authorizer: client.authorizer }),
    eventType,
    extendedRequestId: requestId,
    requestTime: requestTime(requestTimeEpoch),
    messageDirection: 'IN',
    stage: api.stage,
    connectedAt: client.connectedAt,
    requestTimeEpoch,
    identity: client.identity,
    requestId,
    domainName: client.domainName,
    connectionId: client.connectionId,
    apiId: api.apiId,
  };
}

function queryOf(query: URLSearchParams) {
  const multiValueQueryStringParameters: Record<string, string[]> = {};
  for (const name of new Set(query.keys())) multiValueQueryStringParameters[name] = query.getAll(name);
  return { queryStringParameters: Object.fromEntries(query), multiValueQueryStringParameters };
}

/** The ARN that the authorizer's policy has to allow. */
export function connectArn({ apiId, stage }: Api): string {
  return `arn:aws:execute-api:us-east-1:000000000000:${apiId}/${stage}/$connect`;
}

/** Which an authorizer is told, and `$connect` is not: docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html. */
const UPGRADING: Readonly<Record<string, string>> = {
  Connection: 'upgrade',
  'content-length': '0',
  Upgrade: 'websocket',
};
const UPGRADING_LISTS = Object.fromEntries(Object.entries(UPGRADING).map(([name, value]) => [name, [value]]));

export function authorizerEvent(api: Api, client: Client, { query, headers, multiValueHeaders }: Upgrade) {
  return {
    type: 'REQUEST',
    methodArn: connectArn(api),
    headers: { ...UPGRADING, ...headers },
    multiValueHeaders: { ...UPGRADING_LISTS, ...multiValueHeaders },
    ...queryOf(query),
    stageVariables: {},
    requestContext: requestContext(api, client, '$connect', 'CONNECT'),
  };
}

export function connectEvent(api: Api, client: Client, { query, ...headers }: Upgrade) {
  return {
    ...headers,
    // Without a query string API Gateway leaves both members out.
    ...(query.size > 0 && queryOf(query)),
    requestContext: requestContext(api, client, '$connect', 'CONNECT'),
    isBase64Encoded: false,
  };
}

export function messageEvent(api: Api, client: Client, routeKey: string, body: string) {
  return {
    requestContext: { ...requestContext(api, client, routeKey, 'MESSAGE'), messageId: newId() },
    body,
    isBase64Encoded: false,
  };
}

export function disconnectEvent(api: Api, client: Client, statusCode: number, reason: string) {
  const headers = { Host: client.domainName, 'x-api-key': '', 'X-Forwarded-For': '', 'x-restapi': '' };
  const multiValueHeaders = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value]]),
  );
  return {
    headers,
    multiValueHeaders,
    requestContext: {
      ...requestContext(api, client, '$disconnect', 'DISCONNECT'),
      disconnectStatusCode: statusCode,
      disconnectReason: reason,
    },
    isBase64Encoded: false,
  };
}
