/** The table «What each thing may cost» of docs/architecture.md: its words, and what they come to at a size. */

import type { OperationName } from '../../costs/model/unit-table.ts';

interface Documented {
  /** The row's cells. */
  readonly what: string;
  readonly dynamodb: string;
  readonly lambda: string;
  readonly messages: string;
  readonly operation: OperationName | 'joinRoom';
  /** At which sizes it is counted: rooms, or connections. */
  readonly sizes: readonly number[];
  readonly writes: (n: number) => number;
  readonly reads: (n: number) => number;
  readonly invocations: (n: number) => number;
  readonly metered: (n: number) => number;
}

/** Of one subscription, keys included. */
const SUBSCRIPTION_BYTES = 130;
const READ_BYTES = 4_096;

const none = () => 0;
const one = () => 1;
const two = () => 2;
const readsOf = (connections: number) => Math.ceil((connections * SUBSCRIPTION_BYTES) / READ_BYTES);

/** Uncontended, warm, small items: ten messages and their room fit into one read unit. */
export const DOCUMENTED: readonly Documented[] = [
  {
    what: 'connect',
    dynamodb: '2 writes, 0 reads',
    lambda: '2',
    messages: '0',
    operation: 'connect',
    sizes: [0],
    writes: two,
    reads: none,
    invocations: two,
    metered: none,
  },
  {
    what: 'disconnect, r rooms',
    dynamodb: '1 + r writes, 0 reads; 1 write, 1.5 reads more if presence is told',
    lambda: '1',
    messages: '0',
    operation: 'disconnect',
    sizes: [0, 3],
    writes: rooms => 1 + rooms,
    reads: none,
    invocations: one,
    metered: none,
  },
  {
    what: '`joinRoom`',
    dynamodb: '2 writes, 1.5 reads; up to 1.5 more if presence is told',
    lambda: '1',
    messages: '2',
    operation: 'joinRoom',
    sizes: [2, 10, 1_000, 100_000],
    writes: two,
    // In a room of any size: a large one is not listed, since the sweeper keeps a figure of it.
    reads: () => 1.5,
    invocations: one,
    metered: two,
  },
  {
    what: '`sendMessage`, N connections, direct',
    dynamodb: '1 write, 2 reads + N × 130 B ÷ 4 KB reads',
    lambda: '1',
    messages: '2 + (N − 1)',
    operation: 'sendMessage',
    sizes: [1, 15, 40],
    writes: one,
    reads: n => 2 + readsOf(n),
    invocations: one,
    metered: n => 2 + (n - 1),
  },
  {
    what: '`sendMessage` to a room that is pumped',
    dynamodb: '1 write, 3 reads',
    lambda: '1',
    messages: '2',
    operation: 'sendToLargeRoom',
    sizes: [101],
    writes: one,
    reads: () => 3,
    invocations: one,
    metered: two,
  },
  {
    what: 'one pump tick, N ≤ 1,000 connections',
    dynamodb: '2 lease writes + 1 budget write, 3 reads + N × 130 B ÷ 4 KB reads',
    lambda: '1',
    messages: 'N × ⌈bytes ÷ 32 KB⌉',
    operation: 'pumpTick',
    sizes: [101],
    writes: () => 3,
    reads: n => 3 + readsOf(n),
    invocations: one,
    metered: n => n,
  },
  {
    what: '`ping`',
    dynamodb: '0',
    lambda: '0',
    messages: '2',
    operation: 'ping',
    sizes: [0],
    writes: none,
    reads: none,
    invocations: none,
    metered: two,
  },
];

/** Counted in calls. */
export const SECRETS_ROW = {
  what: 'publishes, however many',
  calls: 'at most 1 call of Secrets Manager a warm container in 5 minutes',
};
