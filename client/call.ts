import type { Action, ResultOf } from '../shared/protocol/index.ts';
import { sleep } from './clock.ts';
import type { Env } from './env.ts';
import { MessagingError } from './errors.ts';
import type { FieldsOf, Link } from './link.ts';
import { backoff } from './timings.ts';

/** A request to the server, over whichever connection there is. */
export type Call = <A extends Action>(
  action: A,
  fields: FieldsOf<A> & { readonly room?: string },
) => Promise<ResultOf<A>>;

/**
 * Waits for a connection, sends again what a lost connection left unanswered, waits as long as the server asks to, and joins
 * again if the server has forgotten that the app is in the room.
 */
export function callOver(
  ready: (timeoutMs: number) => Promise<Link>,
  env: Env,
  rejoin: (room?: string) => boolean,
): Call {
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
        const isBusy =
          ['RATE_LIMITED', 'UNAVAILABLE'].includes(error.code) ||
          (error.code === 'NOT_JOINED' && rejoin(fields.room));
        if (!(isLost || isBusy) || clock.monotonic() + wait > until) throw error;
        if (isBusy) await sleep(clock, wait);
      }
    }
  };
}
