import type { Action, ResultOf } from '../shared/protocol/index.ts';
import { sleep } from './clock.ts';
import type { Env } from './env.ts';
import { MessagingError } from './errors.ts';
import type { FieldsOf, Link } from './link.ts';
import { backoff } from './timings.ts';

/** A request to the server, over whichever connection there is. */
export type Call = <A extends Action>(action: A, fields: FieldsOf<A>) => Promise<ResultOf<A>>;

/** Waits for a connection, sends again what a lost connection left unanswered, and waits as long as the server asks to. */
export function callOver(ready: (timeoutMs: number) => Promise<Link>, env: Env): Call {
  const { clock, timings } = env;
  return async (action, fields) => {
    const until = clock.monotonic() + timings.replyTimeoutMs;
    for (let attempt = 1; ; attempt++) {
      const link = await ready(until - clock.monotonic());
      try {
        return await link.request(action, fields);
      } catch (error) {
        if (!(error instanceof MessagingError)) throw error;
        const wait = backoff(env, attempt, error.retryAfterMs);
        // If it was served before, a second one is refused: the room exists already.
        const isLost =
          error.code === 'CONNECTION_ENDED' || (error.code === 'DISCONNECTED' && action !== 'createRoom');
        const isBusy = error.code === 'RATE_LIMITED' || error.code === 'UNAVAILABLE';
        if (!(isLost || isBusy) || clock.monotonic() + wait > until) throw error;
        if (isBusy) await sleep(clock, wait);
      }
    }
  };
}
