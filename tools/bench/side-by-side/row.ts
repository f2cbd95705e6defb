/** What the bench tells: ours next to one peer, medians of several rounds. */
import * as z from 'zod';

const span = z.tuple([z.number(), z.number()]);

export const row = z.strictObject({
  /** Several rows share a name: one for each peer, and for each figure that its unit tells apart. */
  name: z.string(),
  unit: z.string(),
  ours: z.number(),
  peer: z.number(),
  peerName: z.string(),
  /** ours ÷ peer */
  ratio: z.number(),
  better: z.enum(['higher', 'lower']),
  /** The least and the most of the rounds that `ours` and `peer` are medians of. */
  spread: z.strictObject({ ours: span, peer: span }),
});
export type Row = z.infer<typeof row>;

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [upper = Number.NaN, lower = Number.NaN] = [
    sorted[middle],
    sorted[sorted.length % 2 ? middle : middle - 1],
  ];
  return (lower + upper) / 2;
}

const rounded = (value: number) => Number(value.toPrecision(4));
const spanOf = (values: readonly number[]): [number, number] => [
  rounded(Math.min(...values)),
  rounded(Math.max(...values)),
];

interface Measured extends Pick<Row, 'name' | 'unit' | 'peerName' | 'better'> {
  /** One of each round. */
  readonly ours: readonly number[];
  readonly peer: readonly number[];
}

export function rowOf({ name, unit, peerName, better, ours, peer }: Measured): Row {
  if (ours.length === 0 || peer.length === 0)
    throw new Error(`${name} against ${peerName}: nothing was measured`);
  const [mine, theirs] = [median(ours), median(peer)];
  return {
    name,
    unit,
    ours: rounded(mine),
    peer: rounded(theirs),
    peerName,
    ratio: rounded(mine / theirs),
    better,
    spread: { ours: spanOf(ours), peer: spanOf(peer) },
  };
}
