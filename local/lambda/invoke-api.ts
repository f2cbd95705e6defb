/** `POST /2015-03-31/functions/{name}/invocations`: Lambda's Invoke, as the AWS SDK's client calls it. */
import { randomUUID } from 'node:crypto';
import type { HttpRequest, HttpResponse, HttpService } from '../gateway/http-service.ts';
import { json } from '../gateway/http-service.ts';
import type { KeyPairs } from '../gateway/signature.ts';
import { signatureFault } from '../gateway/signature.ts';
import { functionErrorOf, Throttled } from './errors.ts';
import type { EventQueue } from './event-queue.ts';
import { arnOf, type LambdaFunction } from './function.ts';
import type { Invoker } from './invoker.ts';

export interface InvokeApiDeps {
  readonly functions: readonly LambdaFunction[];
  readonly invoker: Invoker;
  readonly queue: EventQueue;
  readonly keys: KeyPairs;
  /** Of an asynchronous invocation; over it 413. */
  readonly asyncPayloadBytes: number;
  readonly report: (functionName: string, error: unknown) => void;
}

const PATH = /^\/2015-03-31\/functions\/([^/]+)\/invocations\/?$/;

const failure = (status: number, errorType: string, message: string, more: object = {}): HttpResponse =>
  json(status, { Type: 'User', message, ...more }, { 'x-amzn-ErrorType': errorType });

/** Undefined where it is no JSON. Without a body, Lambda hands the function an empty object. */
function payloadOf(body: Buffer): { readonly value: unknown } | undefined {
  if (body.length === 0) return { value: {} };
  try {
    return { value: JSON.parse(body.toString()) };
  } catch {
    return undefined;
  }
}

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
        ? failure(404, 'ResourceNotFoundException', `Function not found: ${arnOf(name)}`)
        : await invoke(deps, fn, request);
    return { ...response, headers: { 'x-amzn-RequestId': randomUUID(), ...response.headers } };
  };
}

async function invoke(deps: InvokeApiDeps, fn: LambdaFunction, request: HttpRequest): Promise<HttpResponse> {
  const payload = payloadOf(request.body);
  if (payload === undefined)
    return failure(400, 'InvalidRequestContentException', 'Could not parse request body into json');
  switch (request.headers['x-amz-invocation-type'] ?? 'RequestResponse') {
    case 'DryRun':
      return { status: 204 };
    case 'Event': {
      if (request.body.length > deps.asyncPayloadBytes)
        return failure(
          413,
          'RequestTooLargeException',
          `${request.body.length} byte payload is too large for the Event invocation type (limit ${deps.asyncPayloadBytes} bytes)`,
        );
      return { status: 202, headers: { 'x-amzn-RequestId': deps.queue.add(fn, payload.value) } };
    }
    case 'RequestResponse':
      return answerOf(deps, fn, payload.value);
    default:
      return failure(400, 'InvalidParameterValueException', 'Unknown invocation type');
  }
}

async function answerOf(
  { invoker, report }: InvokeApiDeps,
  fn: LambdaFunction,
  event: unknown,
): Promise<HttpResponse> {
  const executed = { 'Content-Type': 'application/json', 'X-Amz-Executed-Version': '$LATEST' };
  try {
    const result = await invoker.invoke(fn, event);
    return { status: 200, headers: executed, body: JSON.stringify(result ?? null) };
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
