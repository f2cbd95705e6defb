import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import * as z from 'zod';

const ready = z.object({
  url: z.string(),
  metricsUrl: z.string(),
  publish: z.object({ url: z.string(), apiKey: z.string() }),
  token: z.string(),
});
const memory = z.object({ rss: z.number(), heapUsed: z.number(), external: z.number() });

export type Memory = z.infer<typeof memory>;

export async function serverProcess() {
  const child = fork(join(import.meta.dirname, 'server.ts'), {
    execArgv: ['--expose-gc', '--import', 'tsx'],
    env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  });
  const [hello] = await once(child, 'message');
  return {
    ...ready.parse(hello),
    isAlive: () => child.exitCode === null && child.signalCode === null,
    /** After a collection. */
    async memory(): Promise<Memory> {
      const answer = once(child, 'message');
      child.send('memory');
      return memory.parse((await answer)[0]);
    },
    stop: () => child.disconnect(),
  };
}
