/** A server in a process of its own, whose memory, handles and timers can be read. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import * as z from 'zod';
import type { ServerOptions } from '../../local/server.ts';

export type MeasuredOptions = Pick<
  ServerOptions,
  'rules' | 'faults' | 'seed' | 'directory' | 'accessTokenSeconds'
> & {
  /** Of the handlers, by the names in shared/names.ts. */
  readonly settings?: Readonly<Record<string, string>>;
};

/** `sweep` runs what is scheduled before it reads. */
export type Asked = 'reading' | 'sweep';

const reading = z.object({
  /** Bytes, after a collection. */
  rss: z.number(),
  heapUsed: z.number(),
  external: z.number(),
  /** Sockets, timers and the like that are open in the process, by Node's names for them. */
  handles: z.record(z.string(), z.number()),
});
export type Reading = z.infer<typeof reading>;

const ready = z.object({
  socketUrl: z.string(),
  httpUrl: z.string(),
  managementUrl: z.string(),
  cognito: z.object({
    endpoint: z.string(),
    region: z.string(),
    userPoolId: z.string(),
    clientId: z.string(),
  }),
  publish: z.object({ url: z.string(), apiKey: z.string() }),
});

export async function measuredServer(options: MeasuredOptions) {
  const child = fork(join(import.meta.dirname, 'server.ts'), {
    execArgv: ['--expose-gc', '--import', 'tsx'],
    env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    // It carries Infinity, which JSON does not.
    serialization: 'advanced',
  });
  const ended = once(child, 'exit').then(([code, signal]): never => {
    throw new Error(`the server ended with ${signal ?? code}`);
  });
  ended.catch(() => {}); // the caller that waits for an answer is told
  const answer = async () => (await Promise.race([once(child, 'message'), ended]))[0];
  child.send(options);
  const hello = ready.parse(await answer());
  return {
    ...hello,
    metricsUrl: `${hello.httpUrl}/metrics`,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    /** One question at a time. */
    async read(asked: Asked = 'reading'): Promise<Reading> {
      const answered = answer();
      child.send(asked);
      return reading.parse(await answered);
    },
    stop: () => void (child.connected && child.disconnect()),
    /** The same, and waits until it has ended. */
    async stopped() {
      if (child.connected) child.disconnect();
      await ended.catch(() => {});
    },
  };
}
