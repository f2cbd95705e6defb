import type { Env } from './env.ts';

export interface LivenessDeps {
  /** Whether a reply is outstanding. */
  isAwaiting(): boolean;
  /** Nothing was said for the heartbeat's time; true if a request goes out now. */
  idle(): boolean;
  /** Asks for a sign of life. */
  probe(): void;
  dead(): void;
}

export interface Liveness {
  /** A frame came: a sign of life. */
  heard(): void;
  /** The first of the outstanding requests went out. */
  asked(): void;
  /** Whatever was heard lately: is the peer there now? */
  check(): void;
  stop(): void;
}

/** Finds a dead peer in bounded time, and says nothing while traffic flows. */
export function watchLiveness(
  { clock, timings }: Pick<Env, 'clock' | 'timings'>,
  deps: LivenessDeps,
): Liveness {
  let heardAt = clock.monotonic();
  let askedAt = 0;
  let probedAt: number | undefined;
  let wakesAt = Number.POSITIVE_INFINITY;
  let cancel = () => {};

  function dueAt(): number {
    if (probedAt !== undefined) return probedAt + timings.pongMs;
    return deps.isAwaiting() ? Math.max(heardAt, askedAt) + timings.quietMs : heardAt + timings.heartbeatMs;
  }

  /** A frame only moves the time; the timer looks at it when it fires, so that busy connections set few timers. */
  function arm(): void {
    const at = dueAt();
    if (wakesAt <= at) return;
    cancel();
    wakesAt = at;
    cancel = clock.after(Math.max(0, at - clock.monotonic()), () => {
      wakesAt = Number.POSITIVE_INFINITY;
      if (clock.monotonic() < dueAt()) arm();
      else if (probedAt === undefined) check();
      else deps.dead();
    });
  }

  function check(): void {
    if (probedAt === undefined && (deps.isAwaiting() || !deps.idle())) {
      probedAt = clock.monotonic();
      deps.probe();
    }
    arm();
  }

  arm();
  return {
    heard() {
      heardAt = clock.monotonic();
      probedAt = undefined;
    },
    asked() {
      askedAt = clock.monotonic();
      arm();
    },
    check,
    stop: () => cancel(),
  };
}
