/** `POST /2015-03-31/functions/{name}/invocations`: Lambda's Invoke, as the AWS SDK's client calls it. */
import { randomUUID } from 'node:crypto';
import { functionArn } from '../arns.ts';
import type { HttpRequest, HttpResponse, HttpService } from '../http/http-service.ts';
import { json } from '../http/http-service.ts';
import { jsonIn } from '../http/json-body.ts';
import type { KeyPairs } from '../http/signature.ts';
import { signatureFault } from '../http/signature.ts';
import { functionErrorOf, ResponseTooLarge, Throttled } from './errors.ts';
import type { EventQueue } from './event-queue.ts';
import type { LambdaFunction } from './function.ts';
import type { Invoker } from './invoker.ts';

export interface InvokeApiDeps {
  readonly functions: readonly LambdaFunction[];
  readonly invoker: Invoker;
  readonly queue: EventQueue;
  readonly keys: KeyPairs;
  /** Of an asynchronous invocation; over it 413. */
  readonly asyncPayloadBytes: number;
  /** Of a synchronous one, over it 413; and of what it returns, over it a function error. */
  readonly syncPayloadBytes: number;
  readonly report: (functionName: string, error: unknown) => void;
}

const PATH = /^\/2015-03-31\/functions\/([^/]+)\/invocations\/?$/;

const failure = (status: number, errorType: string, message: string, more: object = {}): HttpResponse =>
  json(status, { Type: 'User', message, ...more }, { 'x-amzn-ErrorType': errorType });

const tooLarge = (bytes: number, invocationType: string, limit: number): HttpResponse =>
  failure(
    413,
    'RequestTooLargeException',
    `${bytes} byte payload is too large for the ${invocationType} invocation type (limit ${limit} bytes)`,
  );

/** A name, `account:function:name` or an ARN, each with or without a `:qualifier`. */
function functionNameOf(segment: string): string {
  const parts = decodeURIComponent(segment).split(':');
  const after = parts.indexOf('function');
  return parts[after + 1] ?? '';
}

export function invokeApi(deps: InvokeApiDeps): HttpService {
  const byName = new Map(deps.functions.map(fn => [fn.handler, fn]));
  return async request => {
    const [, segment] = PATH.exec(request.path) ?? [];
    if (segment === undefined || request.method !== 'POST') return undefined;
    const fault = await signatureFault(request, deps.keys, 'lambda');
    if (fault !== undefined) return failure(403, fault.errorType, fault.message);
    const name = functionNameOf(segment);
    const fn = byName.get(name);
    const response =
      fn === undefined
        ? failure(404, 'ResourceNotFoundException', `Function not found: ${functionArn(name)}`)
        : await invoke(deps, fn, request);
    return { ...response, headers: { 'x-amzn-RequestId': randomUUID(), ...response.headers } };
  };
}

async function invoke(deps: InvokeApiDeps, fn: LambdaFunction, request: HttpRequest): Promise<HttpResponse> {
  // Without a body, Lambda hands the function an empty object.
  const payload = request.body.length === 0 ? {} : jsonIn(request.body);
  if (payload === undefined)
    return failure(400, 'InvalidRequestContentException', 'Could not parse request body into json');
  switch (request.headers['x-amz-invocation-type'] ?? 'RequestResponse') {
    case 'DryRun':
      return { status: 204 };
    case 'Event': {
      if (request.body.length > deps.asyncPayloadBytes)
        return tooLarge(request.body.length, 'Event', deps.asyncPayloadBytes);
      return { status: 202, headers: { 'x-amzn-RequestId': deps.queue.add(fn, payload) } };
    }
    case 'RequestResponse':
      if (request.body.length > deps.syncPayloadBytes)
        return tooLarge(request.body.length, 'RequestResponse', deps.syncPayloadBytes);
      return answerOf(deps, fn, payload);
    default:
      return failure(400, 'InvalidParameterValueException', 'Unknown invocation type');
  }
}

async function answerOf(
  { invoker, report, syncPayloadBytes }: InvokeApiDeps,
  fn: LambdaFunction,
  event: unknown,
): Promise<HttpResponse> {
  const executed = { 'Content-Type': 'application/json', 'X-Amz-Executed-Version': '$LATEST' };
  try {
    const result = await invoker.invoke(fn, event);
    const body = JSON.stringify(result ?? null);
    if (Buffer.byteLength(body) > syncPayloadBytes) throw new ResponseTooLarge(syncPayloadBytes);
    return { status: 200, headers: executed, body };
  } catch (error) {
    if (error instanceof Throttled)
      return failure(429, 'TooManyRequestsException', 'Rate Exceeded.', { Reason: error.reason });
    report(fn.handler, error);
    return {
      status: 200,
      headers: { ...executed, 'X-Amz-Function-Error': 'Unhandled' },
      body: JSON.stringify(functionErrorOf(error)),
    };
  }
}
