/** `npx tsx test/model/main.ts`: every interleaving of the real appends and of the real pump in small worlds. */
import Table from 'cli-table3';
import { Command, InvalidArgumentError } from 'commander';
import { type Checked, check } from './check.ts';
import { NAMES, SAYS } from './scenarios.ts';
import type { Faults } from './world.ts';

// No news to us, and no output of this program.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('A whole number from 0.');
  return Number(text);
}

function known(name: string): string {
  if (!NAMES.includes(name)) throw new InvalidArgumentError(`The scenarios: ${NAMES.join(', ')}.`);
  return name;
}

const { scenario, json, states, depth, ...faults } = new Command('npx tsx test/model/main.ts')
  .description(
    `Runs the real use cases on a database that is a value, and tries every order in which their calls can take effect,
with so many faults on the way. Ends with 1 where a promise is broken, and prints the shortest way there.

${Object.entries(SAYS)
  .map(([name, says]) => `  ${name.padEnd(16)}${says}`)
  .join('\n')}`,
  )
  .option('--scenario <name>', 'only this one', known)
  .option('--failures <number>', 'calls that fail, before or after they took effect', wholeNumber)
  .option('--deaths <number>', 'processes that die', wholeNumber)
  .option('--pauses <number>', 'times that all are held up past every lease', wholeNumber)
  .option('--ticks <number>', 'times that the clock overtakes those who could go on', wholeNumber)
  .option('--states <number>', 'ends a scenario after so many, with what it has', wholeNumber, 1_000_000)
  .option('--depth <number>', 'looks at ways of at most so many steps', wholeNumber)
  .option('--json', 'print one JSON line a scenario')
  .allowExcessArguments(false)
  .parse()
  .opts<{ scenario?: string; json?: true; states: number; depth?: number } & Partial<Faults>>();

const results: Checked[] = [];
for (const name of scenario ? [scenario] : NAMES) {
  const result = await check(name, faults, {
    mostStates: states,
    ...(depth !== undefined && { mostDepth: depth }),
    onProgress(found, at) {
      if (process.stderr.isTTY) process.stderr.write(`\r${name}: ${found} states, depth ${at} `);
    },
  });
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  if (json) console.log(JSON.stringify(result));
  results.push(result);
}

if (!json) {
  const table = new Table({ head: ['scenario', 'states', 'steps', 'depth', 'seconds', ''] });
  for (const { scenario, states, steps, depth, ms, complete, violation } of results)
    table.push([
      scenario,
      states,
      steps,
      depth,
      (ms / 1_000).toFixed(1),
      violation ? 'BROKEN' : complete ? 'whole' : 'in part',
    ]);
  console.log(table.toString());
  for (const { scenario, violation } of results)
    if (violation) console.log(`\n${scenario}: ${violation.what}\n  ${violation.way.join('\n  ')}`);
}
process.exit(results.some(({ violation }) => violation) ? 1 : 0);
