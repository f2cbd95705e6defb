import type { Clock } from './clock.ts';
import { MessagingError } from './errors.ts';

/** The promise's value, or a failure if it is late. */
export function inTime<T>(clock: Clock, ms: number, value: T | Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, () => reject(new MessagingError('TIMEOUT', 'No answer in time.')));
    Promise.resolve(value).then(resolve, reject).finally(cancel);
  });
}
