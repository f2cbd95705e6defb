/** A call that a function makes by other means than HTTP, and that outgoing.ts therefore does not see: it counts as the same. */
import { setTimeout as sleep } from 'node:timers/promises';
import { currentInvocation } from './invocation.ts';

/** A lost answer to a read does no harm: of two reads at once, the other's answer may have been enough. */
export const READS = /^(Get|BatchGet|Query|Scan|List|Describe|Head)/i;

/** What a function that has returned waits for: on Lambda it is frozen. */
const never = () => new Promise<never>(() => {});

/** @param name as in `PutItem`: a read may begin, and be left, at any time */
export async function asEffect<T>(name: string, call: () => Promise<T>): Promise<T> {
  const invocation = currentInvocation();
  if (invocation === undefined) return call();
  const frozenMs = invocation.step();
  if (frozenMs > 0) await sleep(frozenMs);
  const effect = READS.test(name) ? undefined : { name };
  if (effect && !invocation.mayBegin(name)) return never();
  if (effect) invocation.watch(effect);
  try {
    return await call();
  } finally {
    if (effect) invocation.unwatch(effect);
    invocation.step();
  }
}
