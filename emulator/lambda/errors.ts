/** How an invocation fails, apart from what the handler itself throws. */

/** Lambda did not start the function: too many of it, or of all, are running. */
export class Throttled extends Error {
  override readonly name = 'TooManyRequestsException';
  readonly reason:
    | 'ReservedFunctionConcurrentInvocationLimitExceeded'
    | 'ConcurrentInvocationLimitExceeded'
    | 'FunctionInvocationRateLimitExceeded';

  constructor(functionName: string, reason: Throttled['reason']) {
    super(`${functionName} was throttled: ${reason}`);
    this.reason = reason;
  }
}

/** The function was cut off. */
export class TimedOut extends Error {
  override readonly name = 'Sandbox.Timedout';

  constructor(requestId: string, timeoutSeconds: number) {
    super(`RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`);
  }
}

/** The function's sandbox is gone, with all that it remembered. */
export class SandboxKilled extends Error {
  override readonly name = 'Runtime.ExitError';

  constructor() {
    super('Runtime exited with error: signal: killed');
  }
}

/** What the function returned is more than Lambda hands over. */
export class ResponseTooLarge extends Error {
  override readonly name = 'Function.ResponseSizeTooLarge';

  constructor(limit: number) {
    super(`Response payload size exceeded maximum allowed payload size (${limit} bytes).`);
  }
}

/** The function returned, and something it had begun was not done; on Lambda that may never happen. */
export class WorkLeftBehind extends Error {
  override readonly name = 'WorkLeftBehind';

  constructor(what: readonly string[], when: 'under way when it returned' | 'begun after it had returned') {
    const remedy = 'Lambda freezes a function that has returned: await it.';
    super(`${what.join(', ')} ${what.length > 1 ? 'were' : 'was'} ${when}. ${remedy}`);
  }
}

/** What a caller of the Invoke API is told of an error that a function threw. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

export function functionErrorOf(error: unknown): FunctionError {
  if (error instanceof TimedOut || error instanceof SandboxKilled || error instanceof ResponseTooLarge)
    return { errorType: error.name, errorMessage: error.message };
  if (error instanceof Error)
    return {
      errorType: error.name,
      errorMessage: error.message,
      trace: (error.stack ?? '').split('\n').map(line => line.trim()),
    };
  return { errorType: typeof error, errorMessage: String(error) };
}
