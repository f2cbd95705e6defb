/** `npm run preflight`: what would fail in an account, said before anything is made in it. */
import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import chalk from 'chalk';
import { Command, InvalidArgumentError } from 'commander';
import * as z from 'zod';
import { type Settings, settingsOf } from '../../infra/settings.ts';
import { account, readAccount } from './account.ts';
import { type Finding, findingsOf } from './findings.ts';

// No news to us, and no output of this program.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

type Context = Readonly<Record<string, string>>;

function context(text: string, before: Context): Context {
  const [, name = '', value = ''] = /^(\w+)=(.*)$/s.exec(text) ?? [];
  if (name === '') throw new InvalidArgumentError('name=value, as in stage=prod.');
  return { ...before, [name]: value };
}

interface Flags {
  readonly context: Context;
  readonly region: string;
  readonly recorded?: string;
  readonly json?: true;
}

const command = new Command('npm run preflight --')
  .description(
    'Reads the account of your credentials, changes nothing, and says what a deployment would fail at. Exits 1 if anything.',
  )
  .option('--context <name=value>', 'a setting, as npm run deploy takes it; may be repeated', context, {})
  .option('--region <name>', 'to deploy to', process.env.AWS_REGION ?? 'us-east-1')
  .option('--recorded <file>', "an account's answers from before, in place of asking: what --json prints")
  .option('--json', 'print one JSON document')
  .allowExcessArguments(false)
  .parse();
const flags = command.opts<Flags>();

const cdkJson = z.object({ context: z.record(z.string(), z.unknown()) });

function settings(): Settings {
  const { context: own } = cdkJson.parse(JSON.parse(readFileSync('cdk.json', 'utf8')));
  return settingsOf(new App({ context: { ...own, ...flags.context } }).node);
}

const recorded = z.object({ account });

async function accountFor({ mailFrom }: Settings) {
  if (flags.recorded) return recorded.parse(JSON.parse(readFileSync(flags.recorded, 'utf8'))).account;
  const mailDomain = mailFrom?.slice(mailFrom.lastIndexOf('@') + 1);
  return readAccount({ region: flags.region, mailDomain });
}

const COLOURS = { ok: chalk.green, look: chalk.yellow, fails: chalk.red, unknown: chalk.yellow };

const line = ({ check, state, says, next }: Finding): string =>
  `${COLOURS[state](state.padEnd(8))}${check}: ${says}${next && state !== 'ok' ? `\n${' '.repeat(8)}${next}` : ''}`;

try {
  const wanted = settings();
  const found = await accountFor(wanted);
  const findings = findingsOf(found, wanted);
  const failed = findings.filter(({ state }) => state === 'fails').length;
  if (flags.json) console.log(JSON.stringify({ account: found, findings }, undefined, 2));
  else {
    console.log(findings.map(line).join('\n'));
    console.log(
      `\n${found.region}: ${failed === 0 ? 'nothing would fail that can be seen from here' : `${failed} would fail`}.`,
    );
  }
  if (failed > 0) process.exitCode = 1;
} catch (error) {
  command.error(`error: ${error instanceof Error ? error.message : String(error)}`);
}
