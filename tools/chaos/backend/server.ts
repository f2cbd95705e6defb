/** The server under test, in a process that can be killed: told by its parent what goes wrong, it tells what has struck. */
import * as z from 'zod';
import { type FaultPlan, Faults } from '../../../emulator/faults/faults.ts';
import { stepWallClock } from '../../../emulator/faults/wall-clock.mjs';
import { type FromParent, serverOptions, type ToParent } from './messages.ts';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const options = serverOptions.parse(JSON.parse(process.argv[2] ?? ''));
// Named without a chance, so that the functions' calls pass by where they can be made to fail.
const NONE: FaultPlan = { 'dynamodb-throttle': 0 };
const faults = new Faults({ ...NONE, ...options.plan }, options.seed);
// Before anything is loaded that keeps the clock to itself.
stepWallClock(faults.clockOffset);

const { fromRoutes } = await import('../../../local/from-routes.ts');
const { fromTemplate } = await import('../../../local/from-template.ts');
const { readAssembly } = await import('../../../emulator/template/assembly.ts');
const { startServer } = await import('../../../local/server.ts');

const tell = (message: ToParent) => process.send?.(message);

const source =
  options.from === undefined
    ? fromRoutes({ managementApi: 'in-process', settings: options.settings })
    : fromTemplate(readAssembly(options.from));

const server = await startServer(source, {
  port: options.port,
  host: '127.0.0.1',
  directory: options.data,
  faults,
  rules: { asyncRetryMs: 300, connectsPerSecond: Number.POSITIVE_INFINITY },
});

const told = new Map<string, number>();
/** As soon as may be: what was not told before a kill is not known. */
const watch = setInterval(() => {
  for (const [name, times] of faults.struck) {
    const times0 = told.get(name) ?? 0;
    if (times > times0) tell({ kind: 'struck', name, times: times - times0 });
    told.set(name, times);
  }
}, 20);
watch.unref();

const asked: z.ZodType<FromParent> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('faults'), plan: z.record(z.string(), z.number()) }),
  z.object({ kind: z.literal('sweep') }),
]);
process.on('message', async message => {
  const what = asked.parse(message);
  if (what.kind === 'faults') faults.change({ ...NONE, ...what.plan });
  else {
    await server.runSchedules();
    tell({ kind: 'swept' });
  }
});
// With its parent it ends, however that ended.
process.on('disconnect', () => process.exit(0));
process.on('SIGTERM', async () => {
  await server.close();
  process.exit(0);
});
tell({ kind: 'ready', ready: server.ready });
