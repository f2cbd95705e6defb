/** What is measured of single parts, without a crowd. */
import { HANDLERS } from '../../../shared/routes.ts';
import { contention } from '../fan-out/append.ts';
import { postsOf } from '../fan-out/post-cpu.ts';
import { type Measured as Imported, measure as measureImports } from '../imports.ts';
import { FEW, MANY, sendCpu } from '../memory/cpu.ts';
import { EARLIER_NAME, earlierSources } from '../servers/earlier.ts';
import { ROOT } from '../servers/root.ts';
import type { Setup } from './measurement.ts';
import { type Row, rowOf } from './row.ts';
import { byTurns, rowsOf } from './turns.ts';

export async function postCpu({ quick, rounds, progress }: Setup): Promise<Row[]> {
  progress('each way in a process of its own');
  const taken = await postsOf(
    'post.cpu',
    'http',
    process.execPath,
    quick ? rounds : 2 * rounds + 1,
    quick ? 1_500 : undefined,
  );
  return rowsOf(taken, { name: 'post.cpu', unit: 'µs', better: 'lower' }, micros => micros);
}

export async function sendOf({ rounds, progress }: Setup): Promise<Row[]> {
  const earlier = await earlierSources(progress);
  if (earlier === undefined) return [];
  const both = [
    { name: 'ours', root: ROOT },
    { name: EARLIER_NAME, root: earlier },
  ];
  // The first turn of each is warm-up, in a process that is new each time.
  const taken = await byTurns(both, rounds, async ({ root }) => (await sendCpu(root, 2)).of, progress);
  return [FEW, MANY].flatMap(connections =>
    rowsOf(taken, { name: 'send.cpu', unit: `ms, room of ${connections}`, better: 'lower' }, of => {
      const [one = Number.NaN, other = Number.NaN] = of(connections);
      return (one + other) / 2;
    }),
  );
}

export async function appends({ quick, rounds, progress }: Setup): Promise<Row[]> {
  const rows: Row[] = [];
  for (const writers of quick ? [16] : [1, 16, 64]) {
    const taken = await contention(writers, rounds, quick ? 500 : 2_000, progress);
    const unit = `appends/s, ${writers} writers`;
    rows.push(...rowsOf(taken, { name: 'append.contention', unit, better: 'higher' }, each => each));
  }
  return rows;
}

export async function imports({ rounds, progress }: Setup): Promise<Row[]> {
  progress('bundling');
  // The least of a few each round: whatever else the machine does only adds.
  // Run not once: for their sizes.
  const bySize = measureImports(HANDLERS, 0).toSorted((a, b) => b.bytes - a.bytes);
  const handler = bySize[0]?.handler ?? '';
  const taken = Array.from({ length: rounds }, (_, round) => {
    progress(`round ${round + 1} of ${rounds}: ${handler}`);
    return measureImports([handler], 3);
  }).flat();
  const against = (peerName: string, of: (each: Imported) => number) =>
    rowOf({
      name: 'cold.import',
      unit: 'ms',
      peerName,
      better: 'lower',
      ours: taken.map(({ ours }) => ours),
      peer: taken.map(of),
    });
  return [
    against('esbuild’s default fields', ({ defaults }) => defaults),
    against('an empty handler', ({ empty }) => empty),
  ];
}
