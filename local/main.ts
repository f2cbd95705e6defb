/** `npm start`: the backend on this machine, until a signal ends it. */
import { explain } from './explain.ts';
import { readFlags } from './flags.ts';
import { greeting } from './greeting.ts';
import type { Ready } from './ready.ts';

// The SDK's notice about Node 20 would be the newcomer's first line, and is no news to us.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const flags = readFlags();
const common = {
  port: flags.port,
  host: flags.host,
  rules: flags.rule,
  ...(!flags.inMemory && { directory: flags.data }),
};

interface Started {
  readonly ready: Ready;
  close(): Promise<void>;
}

async function fromSource(): Promise<Started> {
  const { startServer } = await import('./server.ts');
  const { traceTo } = await import('../emulator/observe/trace.ts');
  const { close, ...ready } = await startServer({
    ...common,
    managementApi: flags.managementApi,
    reserved: flags.reserve,
    settings: flags.setting,
    ...(flags.webhookUrl.length > 0 && { webhooks: { urls: flags.webhookUrl } }),
    ...(flags.trace && { trace: traceTo(process.stdout) }),
    ...(Object.keys(flags.fault).length > 0 && { faults: flags.fault, seed: flags.seed }),
  });
  return { close, ready };
}

/** Loaded only here: IAM's data is heavy. */
async function fromTemplate(folder: string): Promise<Started> {
  const { readAssembly } = await import('../emulator/template/assembly.ts');
  const { startFromTemplate } = await import('../emulator/template/server.ts');
  const { close, ready } = await startFromTemplate({
    ...common,
    assembly: readAssembly(folder),
    // Stdout is for the ready line.
    print: line => console.error(line),
  });
  return { close, ready };
}

try {
  const { close, ready } = await (flags.from === undefined ? fromSource() : fromTemplate(flags.from));
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
