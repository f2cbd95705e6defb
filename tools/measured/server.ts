/** The whole backend in a process of its own, started with --expose-gc: says what it holds when it is asked. */
import { fromRoutes } from '../../local/from-routes.ts';
import { startServer } from '../../local/server.ts';
import type { Asked, MeasuredOptions, Reading } from './process.ts';

function reading(): Reading {
  globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  const handles: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) handles[kind] = (handles[kind] ?? 0) + 1;
  return { rss, heapUsed, external, handles };
}

async function start({ settings, ...options }: MeasuredOptions): Promise<void> {
  const source = fromRoutes({ managementApi: 'in-process', settings: { ...settings } });
  const { ready, runSchedules } = await startServer(source, { port: 0, host: '127.0.0.1', ...options });
  process.on('message', async (asked: Asked) => {
    if (asked === 'sweep') await runSchedules();
    process.send?.(reading());
  });
  process.send?.(ready);
}

process.once('message', (options: MeasuredOptions) => void start(options));
process.on('disconnect', () => process.exit());
