/** What the page is told about the backend it belongs to, in the config.json next to it. */
import './no-eval.ts';
import * as z from 'zod/mini';

const config = z.object({
  socketUrl: z.string(),
  cognito: z.object({
    endpoint: z.string(),
    clientId: z.string(),
    /** The pool's hosted sign-in; without one, the page has a form of its own. */
    signInUrl: z.optional(z.string()),
  }),
  /** What the server grants a connection, if that is not AWS's 2 h. */
  lifetimeMs: z.optional(z.number()),
  /** The address of a local server's metrics. */
  metricsUrl: z.optional(z.string()),
  /** On AWS: the CloudWatch dashboard. */
  dashboardUrl: z.optional(z.string()),
  /** Whether public rooms are found, and users by their names. */
  roomDirectory: z.optional(z.boolean()),
  userDirectory: z.optional(z.boolean()),
  /** Whether users may ask for a copy of what is theirs, and for its erasure. */
  dataRequests: z.optional(z.boolean()),
  /** The users that a local server starts with. */
  demoUsers: z.optional(
    z.array(z.object({ username: z.string(), password: z.string(), groups: z.array(z.string()) })),
  ),
});
export type Config = z.infer<typeof config>;

export async function loadConfig(): Promise<Config> {
  const response = await fetch('config.json', { cache: 'no-cache' });
  if (!response.ok) throw new Error(`config.json: the server answered ${response.status}`);
  const read = config.safeParse(await response.json());
  if (!read.success) throw new Error(`config.json: ${z.prettifyError(read.error)}`);
  return read.data;
}
