/** What is used of a browser's window; outside a browser none of it is there. */
interface Page {
  readonly addEventListener?: (type: string, listener: () => void, options: { signal: AbortSignal }) => void;
  readonly document?: { readonly hidden: boolean };
  // Makes it a window for the compiler, which knows of none.
  readonly setTimeout: unknown;
}

/** Runs when a page's network may be another one: it came back, or the page did. Returns what stops listening. */
export function onWake(run: () => void): () => void {
  const page: Page = globalThis;
  const stop = new AbortController();
  const listener = () => page.document?.hidden || run();
  for (const type of ['online', 'visibilitychange'])
    page.addEventListener?.(type, listener, { signal: stop.signal });
  return () => stop.abort();
}
