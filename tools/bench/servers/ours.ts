/** The whole backend, as `npm start` runs it, in memory; today's, or an earlier commit's. */
import * as z from 'zod';
import { tokensOf } from '../../../load/target/tokens.ts';
import { DEFAULT_SETTINGS, type SettingName, variableOf } from '../../../shared/settings.ts';
import { run } from './process.ts';
import type { Started } from './server.ts';

/** What stands for AWS's quotas is lifted, since no peer has it; all else is the default. */
const LIFTED = {
  senderMessagesPerSecond: 0,
  roomMessagesPerSecond: 0,
  roomPostsPerSecond: 100_000_000,
  roomFramesPerSecond: 1_000,
  pumpPostsPerSecond: 0,
  connectionsPerUser: 0,
} satisfies Partial<Record<SettingName, number>>;
export const LIFTED_NAMES = Object.keys(LIFTED).filter(
  name => name in DEFAULT_SETTINGS,
) as (keyof typeof LIFTED)[];

const RULES = ['connectsPerSecond', 'connectBurst', 'requestsPerSecond', 'requestBurst'];
/** As many as are in a room of `connect.join`, so that each join is somebody's first. */
const USERS = 50;

const ready = z.object({
  socketUrl: z.string(),
  cognito: z.object({
    endpoint: z.string(),
    region: z.string(),
    userPoolId: z.string(),
    clientId: z.string(),
  }),
});

/** @param root the folder of the sources; @param names the settings that they know */
export async function startBackend(root: string, names: readonly (keyof typeof LIFTED)[]): Promise<Started> {
  const settings = names.flatMap(name => ['--setting', `${variableOf(name)}=${LIFTED[name]}`]);
  const rules = RULES.flatMap(name => ['--rule', `${name}=off`]);
  const server = await run(
    {
      file: `${root}/local/main.ts`,
      args: ['--port', '0', '--in-memory', '--json', ...settings, ...rules],
      cwd: root,
    },
    ready,
  );
  const { socketUrl: url, cognito } = server.ready;
  return { ...server, url, tokens: await tokensOf(cognito, USERS, () => {}) };
}
