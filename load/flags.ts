/** The flags of `npm run load`. What they leave open, the scenario says. */
import { Command, InvalidArgumentError, Option } from 'commander';
import type { Protocol } from './generator/messages.ts';
import type { Overrides } from './plan.ts';
import { SCENARIOS } from './scenario.ts';

export interface Flags extends Overrides {
  readonly url?: string;
  readonly scenario: string;
  readonly protocol: Protocol;
  readonly tokens?: string;
  readonly userPool?: string;
  readonly clientId?: string;
  readonly region: string;
  readonly connectsPerSecond: number;
  readonly drain: number;
  readonly seed: number;
  readonly setting: Readonly<Record<string, string>>;
  readonly fault: readonly string[];
  readonly json?: string;
  readonly report?: string;
  readonly yes?: true;
}

function whole(text: string): number {
  if (/^\d{1,9}$/.test(text) && Number(text) > 0) return Number(text);
  throw new InvalidArgumentError('A whole number from 1.');
}
function amount(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value;
  throw new InvalidArgumentError('A number from 0.');
}
function positive(text: string): number {
  if (amount(text) > 0) return Number(text);
  throw new InvalidArgumentError('A number above 0.');
}
function socketUrl(text: string): string {
  if (URL.canParse(text) && /^wss?:$/.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError(
    'A WebSocket URL, as in wss://abc.execute-api.us-east-1.amazonaws.com/prod.',
  );
}
function setting(text: string, sofar: Record<string, string>): Record<string, string> {
  const [, name, value] = /^([A-Z_]+)=(.*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError('NAME=value.');
  return { ...sofar, [name]: value };
}

/** The account's default quota of new connections a second. */
const CONNECTS_PER_SECOND = 500;

export const command = new Command('npm run load --')
  .description(
    'Drives the backend as many clients would, checks that every acknowledged message reached every member once and ' +
      'in order, and says what it took. Without --url it starts a server of its own.',
  )
  .option('--url <url>', 'a server that runs, or a stage', socketUrl)
  .option('--scenario <name or file>', `one of ${SCENARIOS.join(', ')}, or a YAML file`, 'steady')
  .option('--connections <n>', 'connections to hold', whole)
  .option('--rooms <n>', 'rooms they are spread over', whole)
  .option('--rooms-per-connection <n>', 'rooms that each joins', whole)
  .option('--users <n>', 'users they belong to', whole)
  .option('--rate <n>', 'messages sent a second, over all', amount)
  .option('--rate-to <n>', 'the rate at the end, where it is to rise', amount)
  .option('--duration <s>', 'seconds of sending', positive)
  .option('--ramp <s>', 'seconds over which connections open', amount)
  .option('--size <bytes>', 'bytes of text in a message', whole)
  .option('--workers <n>', 'threads; by default one core is left to the server', whole)
  .option('--connects-per-second <n>', 'the quota of new connections', positive, CONNECTS_PER_SECOND)
  .option('--drain <s>', 'seconds that late replies and pushes are waited for', positive, 60)
  .option('--seed <n>', 'draws the same schedule again', whole, 1)
  .addOption(
    new Option(
      '--protocol <name>',
      'echo drives a plain echo server, to tell what the generator itself can take',
    )
      .choices(['messaging', 'echo'])
      .default('messaging'),
  )
  .option('--tokens <file>', 'access tokens to use, one a line, instead of making users')
  .option(
    '--user-pool <id>',
    'the pool of a stage, to make users in; the AWS credentials of your shell are used',
  )
  .option('--client-id <id>', 'the app client of that pool')
  .option('--region <name>', 'its region', 'us-east-1')
  .addOption(
    new Option('--setting <NAME=value>', 'for the server that is started: a setting of its handlers')
      .argParser(setting)
      .default({}, 'none'),
  )
  .addOption(
    new Option(
      '--fault <name:value>',
      'for the server that is started: what is to go wrong, as in post-drop:0.01',
    )
      .argParser((text, sofar: string[]) => [...sofar, text])
      .default([], 'none'),
  )
  .option('--json <file>', 'writes the result, for npm run load:compare')
  .option('--report <file>', 'writes one HTML page with charts')
  .option('--yes', 'do it, where a stage would be loaded more than a little')
  .allowExcessArguments(false);
