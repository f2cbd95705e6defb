/** Loaded before any program that is measured: reports its CPU and memory when it is asked, and ends with the bench. */
import { isMainThread } from 'node:worker_threads';

if (isMainThread && process.send) {
  process.on('message', asked => {
    if (asked !== 'reading') return;
    globalThis.gc?.();
    globalThis.gc?.();
    const { user, system } = process.cpuUsage();
    process.send?.({ cpuMs: (user + system) / 1_000, rss: process.memoryUsage().rss });
  });
  process.on('disconnect', () => process.exit());
}
