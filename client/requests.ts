import type { Action, ResultOf } from '../shared/protocol/index.ts';
import type { Clock } from './clock.ts';
import { errorOf, MessagingError } from './errors.ts';
import { errorReplyOf, resultOf } from './frames.ts';
import type { JsonRecord } from './json.ts';

export interface Requests {
  /** How many wait for their reply. */
  readonly size: number;
  /** `send` puts the frame of the given id on the wire; if it throws, nothing is outstanding. */
  add<A extends Action>(action: A, send: (id: string) => void): Promise<ResultOf<A>>;
  /** True where the frame was a reply; one that nobody waits for any more is dropped. */
  settle(frame: JsonRecord): boolean;
  failAll(error: MessagingError): void;
}

/** The requests of one connection; `answered` is called when the last outstanding reply has come. */
export function createRequests(clock: Clock, timeoutMs: number, answered: () => void): Requests {
  const pending = new Map<unknown, (outcome: JsonRecord | MessagingError) => void>();
  let count = 0;

  function failAll(error: MessagingError): void {
    for (const settle of [...pending.values()]) settle(error);
  }

  return {
    get size() {
      return pending.size;
    },

    add: (action, send) =>
      new Promise((resolve, reject) => {
        const id = String(++count);
        send(id);
        const cancel = clock.after(timeoutMs, () =>
          settle(new MessagingError('TIMEOUT', 'No answer in time.')),
        );
        const settle = (outcome: JsonRecord | MessagingError) => {
          cancel();
          pending.delete(id);
          if (outcome instanceof MessagingError) reject(outcome);
          else {
            const result = resultOf(action, outcome);
            if (result) resolve(result);
            else reject(errorOfReply(outcome));
          }
          if (pending.size === 0) answered();
        };
        pending.set(id, settle);
      }),

    settle(frame) {
      const { type, id, message } = frame;
      const isReply = type === 'ok' || type === 'error' || type === 'pong';
      if (isReply) pending.get(id)?.(frame);
      // API Gateway's own words, for a throttle or a function that died: they name no request.
      else if (!type && pending.size === 1) failAll(new MessagingError('UNAVAILABLE', String(message)));
      return isReply;
    },

    failAll,
  };
}

function errorOfReply(frame: JsonRecord): MessagingError {
  const refusal = errorReplyOf(frame);
  return refusal ? errorOf(refusal) : new MessagingError('INTERNAL', 'Not a reply.');
}
