/** `npm run users:prune`: lists, and on `--yes` disables, the users who have not signed in for long. */
import {
  CognitoIdentityProviderClient,
  UserPoolAddOnNotEnabledException,
} from '@aws-sdk/client-cognito-identity-provider';
import { SingleBar } from 'cli-progress';
import { Command, InvalidArgumentError } from 'commander';
import { type Pruned, prune } from './prune.ts';

// No news to us, and no output of this program.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const DAY_MS = 86_400_000;
/** A refresh token lasts 30 days. Within them a user may be active every day without a sign-in. */
const FEWEST_DAYS = 31;
const LOCAL = { accessKeyId: 'local', secretAccessKey: 'local' };

function days(text: string): number {
  const [, count] = /^(\d{1,5})d$/.exec(text) ?? [];
  if (count === undefined) throw new InvalidArgumentError('Days, as in 180d.');
  if (Number(count) < FEWEST_DAYS)
    throw new InvalidArgumentError(
      `At least ${FEWEST_DAYS}d: a session lasts 30 days without a sign-in, so that fewer would hit the active.`,
    );
  return Number(count);
}

function rate(text: string): number {
  const perSecond = Number(text);
  if (!(perSecond > 0 && perSecond <= 20)) throw new InvalidArgumentError('Calls a second, up to 20.');
  return perSecond;
}

interface Flags {
  readonly pool: string;
  readonly inactive: number;
  readonly dryRun?: true;
  readonly yes?: true;
  readonly rate: number;
  readonly endpoint?: string;
  readonly region: string;
  readonly json?: true;
}

const flags = new Command('npm run users:prune --')
  .description('Lists the users of a pool who have not signed in for long; on --yes disables them.')
  .requiredOption('--pool <id>', 'the user pool: the output UserPoolId')
  .requiredOption('--inactive <days>', 'without a sign-in for so long, as in 180d', days)
  .option('--dry-run', 'list only; so it is without --yes')
  .option('--yes', 'disable them; aws cognito-idp admin-enable-user takes it back')
  .option('--rate <calls>', 'calls of Cognito a second', rate, 10)
  .option('--endpoint <url>', 'a local server, as http://127.0.0.1:4000; without it, AWS')
  .option('--region <name>', 'of the pool', process.env.AWS_REGION ?? 'us-east-1')
  .option('--json', 'print one JSON object')
  .allowExcessArguments(false)
  .hook('preAction', command => {
    if (command.opts().dryRun && command.opts().yes)
      command.error('error: --dry-run and --yes exclude each other');
  })
  .action(() => {})
  .parse()
  .opts<Flags>();

const { pool: userPoolId, endpoint, region, json } = flags;
const client = new CognitoIdentityProviderClient({
  region,
  ...(endpoint && { endpoint, credentials: LOCAL }),
});
// On stderr, so that the list on stdout can go into a file.
const bar = new SingleBar({
  format: '{bar} {value} of about {total} users, {eta_formatted} left',
  stream: process.stderr,
});

function report({ looked, inactive }: Pruned): string {
  if (json) return JSON.stringify({ userPoolId, inactiveDays: flags.inactive, looked, inactive });
  const rows = inactive.map(({ username, lastSeen, neverSignedIn }) =>
    [lastSeen.slice(0, 10), neverSignedIn ? 'never signed in' : 'last sign-in   ', username].join('  '),
  );
  const done = flags.yes ? 'disabled' : 'would be disabled by --yes';
  return [...rows, `${inactive.length} of ${looked} users ${done}.`].join('\n');
}

try {
  const pruned = await prune({
    client,
    userPoolId,
    inactiveMs: flags.inactive * DAY_MS,
    disable: flags.yes === true,
    perSecond: flags.rate,
    ...(!json && { onTotal: total => bar.start(total, 0), onUser: () => bar.increment() }),
  });
  bar.stop();
  console.log(report(pruned));
} catch (error) {
  bar.stop();
  const why =
    error instanceof UserPoolAddOnNotEnabledException
      ? `Pool ${userPoolId} keeps no history of sign-ins: that needs Cognito's Plus plan (docs/decisions/0051).`
      : `Pool ${userPoolId}: ${error instanceof Error ? error.message : String(error)}`;
  console.error(`${why} Users who were listed before are not disabled twice: run it again.`);
  process.exitCode = 1;
}
client.destroy();
