/** API Gateway's HTTP API: the same port's plain HTTP routes, handed to their functions in payload format 2.0. */
import { isUtf8 } from 'node:buffer';
import { type HttpRequest, type HttpResponse, type HttpService, json } from '../http/http-service.ts';
import type { LambdaFunction } from '../lambda/function.ts';
import type { Invoker } from '../lambda/invoker.ts';
import { requestTime } from './events.ts';
import { newId } from './ids.ts';
import { readLambdaResult } from './lambda-result.ts';

/** A plain HTTP route, and the function that it runs. `{name}` in its path stands for one segment. */
export interface HttpRoute {
  readonly method: string;
  readonly path: string;
  readonly fn: LambdaFunction;
}

/** Bodies of any other type reach a function in base64, forms among them; so do bytes that no text has. */
const TEXT = /^(text\/|application\/(json|javascript|xml)\b)/i;

const FAILED = json(500, { message: 'Internal Server Error' });

function httpEvent(
  routeKey: string,
  parameters: Readonly<Record<string, string>>,
  { method, path, query, headers, body }: HttpRequest,
): object {
  const timeEpoch = Date.now();
  const single = Object.entries(headers).map(([name, value]) => [name, [value].flat().join(',')]);
  const isText = isUtf8(body) && TEXT.test(headers['content-type'] ?? 'application/json');
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: query.toString(),
    headers: Object.fromEntries(single),
    ...(Object.keys(parameters).length > 0 && { pathParameters: parameters }),
    ...(query.size > 0 && { queryStringParameters: Object.fromEntries(query) }),
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      domainName: headers.host ?? '',
      http: {
        method,
        path,
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: newId(),
      routeKey,
      stage: '$default',
      time: requestTime(timeEpoch),
      timeEpoch,
    },
    ...(body.length > 0 && { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

/** Undefined if the path is another one. Their values are decoded, as API Gateway does. */
function parametersIn(template: string, path: string): Record<string, string> | undefined {
  const [wanted, given] = [template.split('/'), path.split('/')];
  if (wanted.length !== given.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const value = given[index] ?? '';
    const [, name] = /^\{(\w+)\}$/.exec(segment) ?? [];
    if (name === undefined ? segment !== value : value === '') return undefined;
    if (name !== undefined) parameters[name] = decoded(value);
  }
  return parameters;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function toResponse(value: unknown): HttpResponse {
  const result = readLambdaResult(value);
  if (result === undefined) return FAILED;
  const { statusCode: status, headers, body } = result;
  return { status, headers: Object.fromEntries(headers), ...(body !== undefined && { body }) };
}

export const httpApi =
  (invoker: Invoker, routes: readonly HttpRoute[]): HttpService =>
  async request => {
    const found = routes.flatMap(route => {
      const parameters = parametersIn(route.path, request.path);
      return parameters ? [{ ...route, parameters }] : [];
    });
    if (found.length === 0) return undefined;
    const route = found.find(({ method }) => method === request.method);
    if (route === undefined) return json(404, { message: 'Not Found' });
    const { method, path, fn, parameters } = route;
    try {
      return toResponse(await invoker.invoke(fn, httpEvent(`${method} ${path}`, parameters, request)));
    } catch (error) {
      console.error(`${fn.handler} failed:`, error);
      return FAILED;
    }
  };
