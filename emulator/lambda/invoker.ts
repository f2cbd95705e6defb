import { randomUUID } from 'node:crypto';
import { TokenBucket } from '../http/token-bucket.ts';
import { Throttled, TimedOut } from './errors.ts';
import { contextOf, type LambdaFunction, type LambdaHandler } from './function.ts';
import { Invocation, runIn } from './invocation.ts';
import './outgoing.ts';

/** Runs Lambda functions, in this process or elsewhere. */
export interface Invoker {
  /** Rejects with what the handler threw, or with one of ./errors.ts. */
  invoke(fn: LambdaFunction, event: unknown, requestId?: string): Promise<unknown>;
}

type Outcome = 'ok' | 'error' | 'timeout' | 'throttled';

/** What is known of a run once it is over. */
export interface Finished {
  readonly fn: LambdaFunction;
  readonly event: unknown;
  readonly outcome: Outcome;
  readonly ms: number;
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly posts: number;
}

export interface InvokerOptions {
  /** Of all functions together. */
  readonly concurrency?: number;
  /** How many new sandboxes one function is given in 10 seconds. */
  readonly scaling?: number;
  /** What is reserved for one function, by its name, and the most it may have. */
  readonly reserved?: Readonly<Record<string, number>>;
  /** Awaited if a run needs a sandbox that does not exist yet. */
  readonly coldStart?: (functionName: string) => Promise<void> | undefined;
  readonly onFinished?: (finished: Finished) => void;
  /** Called for work that a function left behind. */
  readonly report?: (functionName: string, error: unknown) => void;
}

const outcomeOf = (error: unknown): Outcome =>
  error instanceof Throttled ? 'throttled' : error instanceof TimedOut ? 'timeout' : 'error';

/** Handlers by the name they have in the route table. */
export function inProcessInvoker(
  handlers: Readonly<Record<string, LambdaHandler>>,
  { concurrency = 1_000, scaling = 1_000, reserved = {}, ...options }: InvokerOptions = {},
): Invoker {
  const { coldStart, onFinished, report = () => {} } = options;
  let runningInAll = 0;
  const sandboxes = new Map<string, { running: number; warm: number; starts: TokenBucket }>();

  /** As many sandboxes as ever ran at once stay warm; one more has to be made. */
  async function inSandbox<T>(name: string, run: () => Promise<T>): Promise<T> {
    const own = sandboxes.get(name) ?? {
      running: 0,
      warm: 0,
      starts: new TokenBucket(scaling / 10, scaling),
    };
    sandboxes.set(name, own);
    if (own.running >= (reserved[name] ?? Number.POSITIVE_INFINITY))
      throw new Throttled(name, 'ReservedFunctionConcurrentInvocationLimitExceeded');
    if (runningInAll >= concurrency) throw new Throttled(name, 'ConcurrentInvocationLimitExceeded');
    if (own.running >= own.warm && !own.starts.take())
      throw new Throttled(name, 'FunctionInvocationRateLimitExceeded');
    own.running += 1;
    runningInAll += 1;
    try {
      if (own.running > own.warm) {
        own.warm = own.running;
        await coldStart?.(name);
      }
      return await run();
    } finally {
      own.running -= 1;
      runningInAll -= 1;
    }
  }

  async function run(fn: LambdaFunction, handle: LambdaHandler, event: unknown, invocation: Invocation) {
    const { promise: cutOff, cancel } = timeoutOf(fn, invocation);
    try {
      const context = contextOf(fn, invocation.requestId);
      const result = await Promise.race([runIn(invocation, async () => handle(event, context)), cutOff]);
      invocation.end();
      return result;
    } catch (error) {
      if (error instanceof TimedOut) invocation.kill();
      else invocation.end();
      throw error;
    } finally {
      cancel();
    }
  }

  return {
    async invoke(fn, event, requestId = randomUUID()) {
      const handle = Object.hasOwn(handlers, fn.handler) ? handlers[fn.handler] : undefined;
      if (handle === undefined) throw new Error(`there is no handler "${fn.handler}"`);
      const invocation = new Invocation(fn.handler, requestId, report);
      const started = performance.now();
      const finished = (outcome: Outcome) => {
        const { readUnits, writeUnits, posts } = invocation;
        onFinished?.({ fn, event, outcome, ms: performance.now() - started, readUnits, writeUnits, posts });
      };
      try {
        const result = await inSandbox(fn.handler, () => run(fn, handle, event, invocation));
        finished('ok');
        return result;
      } catch (error) {
        finished(outcomeOf(error));
        throw error;
      }
    },
  };
}

function timeoutOf({ timeoutSeconds }: LambdaFunction, { requestId }: Invocation) {
  let timer: NodeJS.Timeout | undefined;
  const promise = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TimedOut(requestId, timeoutSeconds)), timeoutSeconds * 1_000);
  });
  return { promise, cancel: () => clearTimeout(timer) };
}
