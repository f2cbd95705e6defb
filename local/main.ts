/** `npm start`: the backend on this machine, until a signal ends it. */
import { explain } from './explain.ts';
import { readFlags } from './flags.ts';
import { greeting } from './greeting.ts';

// The SDK's notice about Node 20 would be the newcomer's first line, and is no news to us.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const flags = readFlags();

try {
  const { startServer } = await import('./server.ts');
  const server = await startServer({
    port: flags.port,
    host: flags.host,
    managementApi: flags.managementApi,
    rules: flags.rule,
    reserved: flags.reserve,
    ...(Object.keys(flags.fault).length > 0 && { faults: flags.fault, seed: flags.seed }),
    ...(!flags.inMemory && { directory: flags.data }),
  });
  const { close, ...ready } = server;
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
