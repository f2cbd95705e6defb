/** What `npm start --` takes. */
import { accessSync, constants } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { type FaultPlan, faultFrom } from '../emulator/faults/faults.ts';
import { type GatewayRules, ruleFrom } from '../emulator/rules.ts';
import { ENV } from '../shared/names.ts';
import { HANDLERS } from '../shared/routes.ts';
import { SETTING_NAMES, variableOf } from '../shared/settings.ts';
import { faultOfWebhookUrl } from '../shared/webhook-url.ts';

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('A whole number from 0.');
  return Number(text);
}

function folderName(text: string): string {
  if (text === '') throw new InvalidArgumentError('A folder. For none there is --in-memory.');
  return text;
}

function fileToWrite(text: string): string {
  try {
    accessSync(dirname(resolve(text)), constants.W_OK);
  } catch (error) {
    throw new InvalidArgumentError(`A file in a folder that can be written to (${messageOf(error)}).`);
  }
  return text;
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return port;
}

function originFrom(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.pathname + url.search + url.hash !== '/' || url.username)
    throw new InvalidArgumentError(
      'http:// or https://, a name and a port, and no path, as in http://localhost:8080.',
    );
  return url.origin;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const gatheredUrl = (text: string, sofar: readonly string[]): string[] => [...sofar, text];

/** An option that may be given several times, each time for another name. */
function gathered<T extends object>(option: string, description: string, read: (text: string) => T): Option {
  return new Option(option, description).default({}, 'none').argParser((text: string, sofar: object) => {
    try {
      return { ...sofar, ...read(text) };
    } catch (error) {
      throw new InvalidArgumentError(messageOf(error));
    }
  });
}

function reservedFrom(text: string): Record<string, number> {
  const [, name, count] = /^([a-z-]+)=(\d+)$/.exec(text) ?? [];
  if (name === undefined || !HANDLERS.some(one => one === name))
    throw new Error(`a function and a number, as in send-message=5. The functions: ${HANDLERS.join(', ')}`);
  return { [name]: Number(count) };
}

/** The settings that a deployment may choose. Addresses are not among them: the server knows those. */
const SETTINGS: readonly string[] = [
  ENV.allowQueryToken,
  ENV.retentionDays,
  ...SETTING_NAMES.map(variableOf),
  ENV.sweepProbes,
];

function settingFrom(text: string): Record<string, string> {
  const [, name, value] = /^([A-Z_]+)=(.+)$/.exec(text) ?? [];
  if (name === undefined || value === undefined || !SETTINGS.includes(name))
    throw new Error(`a setting and its value, as in PRESENCE_LIMIT=0. The settings: ${SETTINGS.join(', ')}`);
  return { [name]: value };
}

export interface Flags {
  readonly port: number;
  readonly host: string;
  readonly publicUrl?: string;
  readonly data: string;
  readonly inMemory?: true;
  readonly repair?: true;
  readonly managementApi: 'in-process' | 'http';
  readonly rule: Partial<GatewayRules>;
  readonly reserve: Record<string, number>;
  readonly setting: Record<string, string>;
  readonly fault: FaultPlan;
  readonly seed: number;
  readonly webhookUrl: readonly string[];
  readonly messageHook?: string;
  readonly from?: string;
  /** Undefined: as deployed with --from, a form otherwise. */
  readonly signIn?: 'form' | 'hosted';
  readonly spans?: string;
  readonly trace?: true;
  readonly json?: true;
}

/** Of this process; one that is wrong ends it. */
export const readFlags = (): Flags =>
  new Command('npm start --')
    .description('Runs the messaging backend on this machine: gateway, handlers, store and sign-in.')
    .option('--port <number>', 'port to listen on; 0 takes a free one', portNumber, 4000)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option(
      '--public-url <url>',
      'how others reach it, as https://chat.example.com; by default, as each of them asked',
      originFrom,
    )
    .option('--data <folder>', 'where messages and users are kept', folderName, '.data')
    .option('--in-memory', 'keep nothing on disk')
    .option('--repair', 'save what can be read of a damaged data folder, and say what is gone')
    .option(
      '--from <folder>',
      'run what cdk synth left there: its template and its bundles, under its IAM policies',
    )
    .addOption(
      new Option(
        '--sign-in <how>',
        "how the pages sign users in: by a form, or by the user pool's own page, as when deployed",
      )
        .choices(['form', 'hosted'])
        .default(undefined, 'form; hosted with --from'),
    )
    .addOption(
      new Option('--management-api <how>', "how the handlers' posts reach the sockets")
        .choices(['in-process', 'http'])
        .default('in-process'),
    )
    .addOption(
      gathered(
        '--rule <name=value>',
        "another value than AWS's for a rule of API Gateway or Lambda",
        ruleFrom,
      ),
    )
    .addOption(
      gathered('--reserve <function=number>', 'the most of a function that runs at once', reservedFrom),
    )
    .addOption(
      gathered('--setting <NAME=value>', 'what a deployment may choose, as in PRESENCE_LIMIT=0', settingFrom),
    )
    .addOption(gathered('--fault <name:value>', 'what is to go wrong, as in post-429:0.1', faultFrom))
    .option(
      '--seed <number>',
      'says when it goes wrong: the same seed again, the same course',
      wholeNumber,
      1,
    )
    .addOption(
      new Option('--webhook-url <url>', 'where events are sent to; may be given several times')
        .default([], 'none: no webhooks')
        .argParser(gatheredUrl),
    )
    .option(
      '--message-hook <file>',
      'a module whose handler is asked about each message before it is stored, as examples/message-hook.mjs',
    )
    .option(
      '--trace',
      'print a line an event: route, connection, duration, units, posts; as JSON where the output is no terminal',
    )
    .option('--spans <file>', 'trace every request, and write its spans there as OTLP JSON', fileToWrite)
    .option('--json', 'print one JSON line when ready, for scripts')
    .allowExcessArguments(false)
    .hook('preAction', notBoth)
    .hook('preAction', webhooksTo)
    .action(() => {})
    .parse()
    .opts<Flags>();

/** What the template says is not said again. */
const NOT_WITH_FROM = [
  'managementApi',
  'reserve',
  'setting',
  'fault',
  'seed',
  'webhookUrl',
  'messageHook',
  'trace',
  'spans',
];

function notBoth(command: Command): void {
  if (command.getOptionValue('from') === undefined) return;
  const [wrong] = NOT_WITH_FROM.filter(name => command.getOptionValueSource(name) === 'cli');
  if (wrong !== undefined)
    command.error(
      `error: --${kebab(wrong)} does not go with --from: that runs what was deployed, as it was deployed.`,
    );
}

/** Not while the flag is parsed: commander would print the value, which may hold a secret. */
function webhooksTo(command: Command): void {
  const { webhookUrl } = command.opts<Flags>();
  for (const url of webhookUrl) {
    const fault = faultOfWebhookUrl(url, { insecure: true });
    if (fault) command.error(`error: --webhook-url ${fault}.`);
  }
}

const kebab = (name: string) => name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
