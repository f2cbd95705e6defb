/** One line of the benchmark: what ours takes, what the peer takes, and ours ÷ peer. */
export interface Row {
  readonly name: string;
  readonly unit: string;
  readonly ours: number;
  readonly peer: number;
  readonly peerName: string;
  readonly ratio: number;
}

const rounded = (value: number) => Number(value.toPrecision(4));

export const row = ({ ours, peer, ...rest }: Omit<Row, 'ratio'>): Row => ({
  name: rest.name,
  unit: rest.unit,
  ours: rounded(ours),
  peer: rounded(peer),
  peerName: rest.peerName,
  ratio: rounded(ours / peer),
});

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
