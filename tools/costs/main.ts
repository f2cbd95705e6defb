/** `npm run costs:units -- [--json] [--write]`: what each operation consumes, counted by running it. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { count } from '../../costs/format.ts';
import { print, table } from '../../costs/table.ts';
import {
  type CountedRow,
  countedRows,
  countedSecretCalls,
  type Figures,
  SMALL_BYTES,
} from './architecture-table.ts';
import { SECRETS_ROW } from './documented.ts';
import { startServers } from './servers.ts';
import { countedUnits } from './unit-table.ts';

// No news to us, and no output of this program.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const UNITS = fileURLToPath(new URL('../../costs/units.json', import.meta.url));
/** Of the model's messages. */
const MODEL_BYTES = 200;

const command = new Command('npm run costs:units --')
  .description(
    'Runs each operation against the embedded store and prints what it consumed beside what docs/architecture.md says. Exits 1 where they differ.',
  )
  .option('--json', 'one JSON document')
  .option(
    '--write',
    'also counts every operation at all sizes, into costs/units.json, where npm run cost reads it',
  )
  .parse();
const { json, write } = command.opts<{ json?: true; write?: true }>();

const progress = (what: string) => {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[Kcounting ${what}`);
};

const small = await startServers(SMALL_BYTES);
progress('the documented table');
const rows = await countedRows(small);
const secrets = await countedSecretCalls(small);
await small.close();

if (write) {
  const servers = await startServers(MODEL_BYTES);
  const units = await countedUnits(servers, (name, n) => progress(`${name} at ${count(n)}`));
  writeFileSync(UNITS, `${JSON.stringify(units, undefined, 2)}\n`);
  await servers.close();
}
progress('');

const same = ({ documented, counted }: CountedRow) => figures(documented).join() === figures(counted).join();
const holds = rows.every(same) && secrets.calls <= 1;
if (json) print(JSON.stringify({ holds, rows, secrets }, undefined, 2));
else {
  print(
    table(
      ['operation', 'documented', 'size', 'writes', 'reads', 'Lambda', 'messages', ''],
      rows.map(row => [
        row.what.replaceAll('`', ''),
        row.says,
        row.n === 0 ? '' : count(row.n),
        ...figures(row.counted),
        same(row) ? '=' : `≠ ${figures(row.documented).join(', ')}`,
      ]),
      2,
    ),
  );
  print(
    `\n${count(secrets.publishes)} publishes: ${secrets.calls} call of Secrets Manager; ${SECRETS_ROW.calls}.`,
  );
  print(holds ? 'All as documented.' : 'What was counted is not what docs/architecture.md says (≠).');
  if (write) print(`Counted at all sizes into ${UNITS}.`);
}
process.exit(holds ? 0 : 1);

function figures({ writes, reads, invocations, messages }: Figures): string[] {
  return [writes, reads, invocations, messages].map(count);
}
