/** `npm run bench`: ours next to its peers; `npm run bench -- <which>`: what parts of it cost. */
import { InvalidArgumentError, Option } from 'commander';
import { programs } from '../choose.ts';
import { type Flags, NAMES, sideBySide } from './side-by-side/main.ts';
import { MEASUREMENTS } from './side-by-side/measurements.ts';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

function named(name: string, before: readonly string[] = []): string[] {
  if (!NAMES.includes(name)) throw new InvalidArgumentError(`The names: ${NAMES.join(', ')}.`);
  return [...before, name];
}

const HELP = `
The measurements:
${MEASUREMENTS.flatMap(({ about }) => Object.entries(about))
  .map(([name, what]) => `  ${name}\n      ${what}`)
  .join('\n')}

Each is measured against several peers, and may have several figures (p50, p99, rooms of two sizes): rows of --json share
their name then, and differ in peerName and unit. "spread" holds the least and the most of the rounds. Progress goes to
stderr. Exits with 1 if a delivery was lost or came twice. The peers are installed on first use (npm ci in
tools/bench/peers), which needs the package registry; NATS takes part if nats-server is installed.`;

const command = programs('bench', {
  cold: { what: 'milliseconds to import each bundle', run: () => import('./cold-start.ts') },
  curves: { what: 'a sweep of 100 to a million connections', run: () => import('./curves/main.ts') },
  fanout: {
    what: 'CPU of a post, appends a second, frames a message; two minutes, alone on the machine',
    run: () => import('./fan-out/main.ts'),
  },
  gateway: { what: 'the local gateway next to plain ws', run: () => import('./gateway/main.ts') },
  memory: {
    what: 'time and price of a send at each memory size',
    run: () => import('./memory/main.ts'),
  },
  pages: {
    what: 'first paint of the chat page over 4G, long tasks in a room of 10,000 messages',
    run: () => import('./pages/main.ts'),
  },
})
  .description('Ours next to its peers by turns, in medians of three rounds; or one of the programs below.')
  .addOption(
    new Option('--only <name>', 'one of the measurements; may be given several times').argParser(named),
  )
  .option('--quick', 'fewer peers, shorter rounds, smaller crowds')
  .option(
    '--json',
    'one JSON list of {name, unit, ours, peer, peerName, ratio, better, spread}; ratio is ours ÷ peer',
  )
  .option('--write', 'keep the figures in tools/bench/measured.json, which npm run docs -- performance reads')
  .addHelpText('after', HELP)
  .allowExcessArguments(false)
  .action(async (flags: Flags) => {
    try {
      await sideBySide(flags);
      process.exit();
    } catch (error) {
      console.error(error instanceof Error ? error.message : String(error));
      process.exit(1);
    }
  });
await command.parseAsync();
