/** Lambda on this machine: runs the functions, queues what is asynchronous, and answers its Invoke API. */
import type { HttpService } from '../http/http-service.ts';
import type { KeyPairs } from '../http/signature.ts';
import type { GatewayRules } from '../rules.ts';
import { type EventQueueRules, eventQueue, type FailureRecord } from './event-queue.ts';
import type { LambdaFunction, LambdaHandler } from './function.ts';
import { invokeApi } from './invoke-api.ts';
import { type Invoker, type InvokerOptions, inProcessInvoker } from './invoker.ts';

export interface LambdaOptions extends InvokerOptions {
  readonly functions: readonly LambdaFunction[];
  /** By function name; may be filled in later. */
  readonly handlers: Readonly<Record<string, LambdaHandler>>;
  readonly rules: GatewayRules;
  readonly keys: KeyPairs;
  /** How one function's asynchronous invocations are retried, if not by the rules. */
  readonly asyncRulesOf?: (fn: LambdaFunction) => Partial<EventQueueRules>;
  /** The failure destination of asynchronous invocations; by default a line on stderr. */
  readonly onFailure?: ((fn: LambdaFunction, record: FailureRecord) => void | Promise<void>) | undefined;
  readonly report: (functionName: string, error: unknown) => void;
}

export interface LocalLambda {
  readonly invoker: Invoker;
  readonly service: HttpService;
  /** Waits for asynchronous invocations that run; those that wait for a retry are lost. */
  close(): Promise<void>;
}

const givenUp = ({ handler }: LambdaFunction, { requestContext }: FailureRecord): void =>
  console.error(`${handler}: the asynchronous event ${requestContext.requestId} is given up`);

export function localLambda({
  functions,
  handlers,
  rules,
  keys,
  onFailure = givenUp,
  asyncRulesOf: rulesOf,
  ...options
}: LambdaOptions): LocalLambda {
  const { report } = options;
  const {
    asyncPayloadBytes,
    syncPayloadBytes,
    lambdaConcurrency: concurrency,
    lambdaScaling: scaling,
  } = rules;
  const invoker = inProcessInvoker(handlers, { ...options, concurrency, scaling });
  const queue = eventQueue({ invoker, rules, rulesOf, onFailure, report });
  return {
    invoker,
    service: invokeApi({ functions, invoker, queue, keys, asyncPayloadBytes, syncPayloadBytes, report }),
    close: () => queue.close(),
  };
}
