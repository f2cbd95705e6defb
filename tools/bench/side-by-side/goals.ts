/** What the figures are to reach: the table of issue 17. */
import { EARLIER_NAME } from '../servers/earlier.ts';
import type { Row } from './row.ts';

interface Goal extends Pick<Row, 'name'> {
  /** Of the rows of that name; undefined: all of them. */
  readonly unit?: string;
  readonly peerName?: string;
  readonly says: string;
  met(row: Row): boolean;
}

const atLeast = (ratio: number) => ({ says: `≥ ${ratio}×`, met: (row: Row) => row.ratio >= ratio });
const atMost = (ratio: number) => ({ says: `≤ ${ratio}×`, met: (row: Row) => row.ratio <= ratio });
const within = (ms: number) => ({
  says: `within ${ms} ms of it`,
  met: ({ ours, peer }: Row) => ours - peer <= ms,
});

const GOALS: readonly Goal[] = [
  ...['fanout.n1000', 'fanout.n5000'].flatMap(name => [
    { name, peerName: 'Socket.IO', ...atLeast(1.5) },
    { name, peerName: 'ws', ...atLeast(0.9) },
  ]),
  { name: 'fanout.n100', peerName: 'Socket.IO', ...atLeast(0.4) },
  { name: 'fanout.n100', peerName: EARLIER_NAME, ...atLeast(5) },
  { name: 'latency.n100', unit: 'ms, p50', peerName: 'ws', ...within(3) },
  { name: 'latency.n100', unit: 'ms, p99', peerName: 'ws', ...within(6) },
  { name: 'latency.n1000', unit: 'ms, p99', peerName: 'Socket.IO', ...atMost(1) },
  ...['fanout.n100', 'fanout.n1000'].map(name => ({ name, peerName: 'serverless-offline', ...atLeast(60) })),
  { name: 'memory.perConnection', unit: 'KiB, gateway alone', peerName: 'Socket.IO', ...atMost(0.7) },
  { name: 'memory.perConnection', unit: 'KiB, whole', peerName: 'Socket.IO', ...atMost(1.5) },
  { name: 'send.cpu', peerName: EARLIER_NAME, ...atMost(0.6) },
  { name: 'cold.import', peerName: 'esbuild’s default fields', ...atMost(0.7) },
  { name: 'growth', ...atLeast(0.9) },
  { name: 'connect.join', peerName: 'the quota of AWS', ...atLeast(1) },
];

export const goalOf = (row: Row): Goal | undefined =>
  GOALS.find(
    ({ name, unit = row.unit, peerName = row.peerName }) =>
      name === row.name && unit === row.unit && peerName === row.peerName,
  );
