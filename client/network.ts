/** What a page, a worker or a device says of its network: hints, none of which is taken for granted. */
import type { Clock } from './clock.ts';

interface Target {
  readonly addEventListener?: (type: string, listener: () => void, options: { signal: AbortSignal }) => void;
}

/** Only some browsers tell of it. */
interface Connection extends Target {
  readonly type?: string;
}

/** What is used of a browser's globals. Node, React Native and workers lack some of it or all. */
interface Globals extends Target {
  readonly document?: { readonly hidden: boolean };
  readonly navigator?: object;
  // Makes it a window for the compiler, which knows of none.
  readonly setTimeout: unknown;
}

const globals: Globals = globalThis;

export interface NetworkEvents {
  /** It may be another one: it came back, the page did, or the device woke up. */
  woke(): void;
  /** There is none. */
  offline(): void;
}

const TICK_MS = 30_000;
/** A hidden page's timers run once a minute at worst: what is later than that has slept. */
const ASLEEP_MS = 120_000;

export const isHidden = (): boolean => globals.document?.hidden === true;

/** Returns what stops listening. */
export function watchNetwork(clock: Clock, { woke, offline }: NetworkEvents): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  let cancel = () => {};

  function listen(target: Target | undefined, type: string, run: () => void): void {
    target?.addEventListener?.(type, run, { signal });
  }

  /** Of the two clocks either may stand still while a device sleeps. */
  function tick(): void {
    const wall = clock.now();
    const monotonic = clock.monotonic();
    cancel = clock.after(TICK_MS, () => {
      if (Math.max(clock.now() - wall, clock.monotonic() - monotonic) > ASLEEP_MS) woke();
      tick();
    });
  }

  listen(globals, 'offline', offline);
  listen(globals, 'online', woke);
  listen(globals, 'visibilitychange', () => isHidden() || woke());
  // It changes with every estimate of its speed, too.
  const { connection }: { connection?: Connection } = globals.navigator ?? {};
  let type = connection?.type;
  listen(connection, 'change', () => {
    const before = type;
    type = connection?.type;
    if (type !== before && type !== 'none') woke();
  });
  tick();
  return () => {
    stop.abort();
    cancel();
  };
}
