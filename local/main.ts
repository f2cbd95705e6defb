/** `npm start`: the backend on this machine, until a signal ends it. */

import { Faults } from '../emulator/faults/faults.ts';
import { stepWallClock } from '../emulator/faults/wall-clock.mjs';
import type { Repaired } from '../emulator/leveldb/open-folder.ts';
import { traceTo } from '../emulator/observe/trace.ts';
import { variableOf } from '../shared/settings.ts';
import type { Source } from './deployment.ts';
import { explain } from './explain.ts';
import { readFlags } from './flags.ts';
import { greeting } from './greeting.ts';
import { networkWarning } from './warnings.ts';

// The SDK's notice about Node 20 would be the newcomer's first line, and is no news to us.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const flags = readFlags();

const faults = Object.keys(flags.fault).length > 0 ? new Faults(flags.fault, flags.seed) : undefined;
// Before anything is loaded that keeps the clock to itself.
if (faults && 'step-clock' in flags.fault) stepWallClock(faults.clockOffset);

// Loaded only now: a wrong flag is told at once.
async function source(): Promise<Source> {
  if (flags.from !== undefined) {
    const { readAssembly } = await import('../emulator/template/assembly.ts');
    const { fromTemplate } = await import('./from-template.ts');
    // Stdout is for the ready line.
    return fromTemplate(readAssembly(flags.from), line => console.error(line));
  }
  const { fromRoutes } = await import('./from-routes.ts');
  const { ownHandler } = await import('./functions.ts');
  const tracing = flags.spans && (await import('./spans.ts')).spansTo(flags.spans);
  return fromRoutes({
    managementApi: flags.managementApi,
    reserved: flags.reserve,
    // A server to try things on has what is off by default; on AWS it is for the deployment to say.
    settings: {
      [variableOf('roomDirectory')]: 'true',
      [variableOf('userDirectory')]: 'true',
      [variableOf('dataRequests')]: 'true',
      ...flags.setting,
    },
    messageHook: flags.messageHook === undefined ? undefined : await ownHandler(flags.messageHook),
    ...(tracing && { container: { tracing } }),
    ...(flags.webhookUrl.length > 0 && { webhooks: { urls: flags.webhookUrl } }),
  });
}

const tellRepaired = ({ store, damage, kept }: Repaired) =>
  console.error(`Repaired ${store}: ${damage}. The folder as it was: ${kept}`);

try {
  const { startServer } = await import('./server.ts');
  const { ready, close } = await startServer(await source(), {
    port: flags.port,
    host: flags.host,
    publicUrl: flags.publicUrl,
    rules: flags.rule,
    hostedSignIn: (flags.signIn ?? (flags.from === undefined ? 'form' : 'hosted')) === 'hosted',
    ...(!flags.inMemory && { directory: flags.data }),
    ...(flags.repair && { onRepaired: tellRepaired }),
    ...(flags.trace && { trace: traceTo(process.stdout) }),
    ...(faults && { faults }),
  });
  const warning = networkWarning(flags);
  if (warning !== undefined) console.error(warning);
  console.log(flags.json ? JSON.stringify(ready) : greeting(ready, flags));

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await close();
    process.exit(0);
  };
  process.on('SIGINT', () => void stop());
  process.on('SIGTERM', () => void stop());
} catch (error) {
  console.error(explain(error, flags));
  process.exit(1);
}
