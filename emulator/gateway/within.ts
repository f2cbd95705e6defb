/** API Gateway gave up waiting for an integration; the function itself goes on, up to its own timeout. */
export class IntegrationTimeout extends Error {
  override readonly name = 'IntegrationTimeout';
}

/** Node's timers take no more, and fire at once for Infinity. */
export const LONGEST_TIMER_MS = 2_147_483_647;

/** @throws IntegrationTimeout if the work takes longer */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new IntegrationTimeout(`no answer within ${ms} ms`)),
      Math.min(ms, LONGEST_TIMER_MS),
    );
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
