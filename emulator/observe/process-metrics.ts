import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Readings } from './readings.ts';

const RESOLUTION_MS = 20;

/** Memory, CPU and event-loop lag of this process, under the names that Prometheus dashboards know. */
export function readProcess(readings: Readings): { stop(): void } {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  // The histogram holds whole periods: what is over one is lag.
  const lag = (nanoseconds: number) => Math.max(0, nanoseconds / 1e9 - RESOLUTION_MS / 1e3);
  readings.gauge('nodejs_eventloop_lag_p50_seconds', 'Since the last reading', () =>
    lag(delay.percentile(50)),
  );
  readings.gauge('nodejs_eventloop_lag_p99_seconds', 'Since the last reading', () =>
    lag(delay.percentile(99)),
  );
  readings.gauge('nodejs_eventloop_lag_max_seconds', 'Since the last reading', () => {
    const max = lag(delay.max);
    delay.reset();
    return max;
  });
  readings.gauge('process_resident_memory_bytes', 'Resident memory', () => process.memoryUsage.rss());
  readings.gauge('nodejs_heap_size_used_bytes', 'Heap in use', () => process.memoryUsage().heapUsed);
  readings.counter('process_cpu_seconds_total', 'User and system CPU', () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  });
  return { stop: () => delay.disable() };
}
