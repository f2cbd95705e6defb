/** `npm run bench`: ours and its peers by turns. */
import { machine } from './machine.ts';
import { MEASUREMENTS } from './measurements.ts';
import { keep } from './record.ts';
import type { Row } from './row.ts';
import { table } from './table.ts';

export interface Flags {
  readonly json?: true;
  readonly quick?: true;
  readonly write?: true;
  readonly only?: readonly string[];
}

const ROUNDS = 3;

export const NAMES: readonly string[] = MEASUREMENTS.flatMap(({ about }) => Object.keys(about));

export async function sideBySide({ json, quick, write, only = NAMES }: Flags): Promise<void> {
  const began = performance.now();
  const secondsSince = (from: number) => Math.round((performance.now() - from) / 1_000);
  const say = (text: string) =>
    process.stderr.write(`${String(secondsSince(began)).padStart(4)} s  ${text}\n`);
  const { hardware, versions, load } = machine();
  say(`${hardware}, load average ${load}; ${versions}`);
  const all: Row[] = [];
  for (const { about, run } of MEASUREMENTS) {
    const asked = Object.keys(about).filter(name => only.includes(name));
    if (asked.length === 0) continue;
    const from = performance.now();
    const progress = (text: string) => say(`${asked.join(', ')}: ${text}`);
    const rows = (await run({ quick: quick === true, rounds: ROUNDS, asked, progress })).filter(({ name }) =>
      asked.includes(name),
    );
    all.push(...rows);
    if (write) keep(asked, rows, { ...machine(), quick: quick === true, seconds: secondsSince(from) });
  }
  say(`load average at the end: ${machine().load}`);
  console.log(json ? JSON.stringify(all) : table(all));
}
