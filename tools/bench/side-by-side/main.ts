/** `npm run bench`: ours and its peers by turns. */
import { machine } from './machine.ts';
import { MEASUREMENTS } from './measurements.ts';
import type { Row } from './row.ts';
import { table } from './table.ts';

export interface Flags {
  readonly json?: true;
  readonly quick?: true;
  readonly only?: readonly string[];
}

const ROUNDS = 3;

export const NAMES: readonly string[] = MEASUREMENTS.flatMap(({ names }) => names);

export async function sideBySide({ json, quick, only = NAMES }: Flags): Promise<void> {
  const began = performance.now();
  const seconds = () => Math.round((performance.now() - began) / 1_000);
  const say = (text: string) => process.stderr.write(`${String(seconds()).padStart(4)} s  ${text}\n`);
  const { machine: where, versions } = machine();
  say(`${where}; ${versions}`);
  const rows: Row[] = [];
  for (const { names, run } of MEASUREMENTS) {
    const asked = names.filter(name => only.includes(name));
    if (asked.length === 0) continue;
    const progress = (text: string) => say(`${asked.join(', ')}: ${text}`);
    rows.push(
      ...(await run({ quick: quick === true, rounds: ROUNDS, progress })).filter(({ name }) =>
        asked.includes(name),
      ),
    );
  }
  say(`load average at the end: ${machine().machine.split('load average ')[1]}`);
  console.log(json ? JSON.stringify(rows) : table(rows));
}
