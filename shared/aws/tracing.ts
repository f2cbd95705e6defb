/** What a function does, as spans of one trace: from a request to its last post and its last webhook. */
export interface Tracing {
  /** A run of a function: goes on with the trace that its event carries. Its spans are sent before it resolves. */
  invocation<T>(event: unknown, work: () => Promise<T>): Promise<T>;
  /** A part of the run. */
  span<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** The W3C `traceparent` by which another function goes on with this trace; undefined outside a run. */
  traceparent(): string | undefined;
}

/** The same function with each call a span; the function itself if nothing is traced. */
export const spanned = <Args extends readonly unknown[], Result>(
  tracing: Tracing | undefined,
  name: string,
  call: (...args: Args) => Promise<Result>,
): ((...args: Args) => Promise<Result>) =>
  tracing ? (...args) => tracing.span(name, () => call(...args)) : call;
