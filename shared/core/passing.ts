const PASSING =
  /Throttling|ThroughputExceeded|RequestLimitExceeded|ServiceUnavailable|TimeoutError|ECONN|EPIPE|InternalServerError/;

/** Faults of a service or the network that may be over at the next try. */
export const isPassing = (error: unknown): boolean =>
  error instanceof Error && PASSING.test(`${error.name} ${'code' in error ? error.code : ''}`);

/** What is told of one. */
export const PASSING_FAULT = {
  code: 'UNAVAILABLE',
  message: 'Try again in a moment.',
  retryAfterMs: 1_000,
} as const;
