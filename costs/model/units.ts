/** Units of operations: looked up in the table of what was counted, and summed. */
import { PRESENCE } from '../../shared/core/presence/tuning.ts';
import type { Operations } from './traffic.ts';
import type { OperationName, UnitPoint, Units, UnitTable } from './unit-table.ts';

export const NO_UNITS: Units = {
  invocations: {},
  reads: { connections: 0, messages: 0 },
  writes: { connections: 0, messages: 0 },
  framesIn: 0,
  replies: 0,
  posts: 0,
};

const combined = (a: Units, b: Units, join: (a: number, b: number) => number): Units => ({
  invocations: Object.fromEntries(
    [...new Set([...Object.keys(a.invocations), ...Object.keys(b.invocations)])].map(name => [
      name,
      join(a.invocations[name] ?? 0, b.invocations[name] ?? 0),
    ]),
  ),
  reads: {
    connections: join(a.reads.connections, b.reads.connections),
    messages: join(a.reads.messages, b.reads.messages),
  },
  writes: {
    connections: join(a.writes.connections, b.writes.connections),
    messages: join(a.writes.messages, b.writes.messages),
  },
  framesIn: join(a.framesIn, b.framesIn),
  replies: join(a.replies, b.replies),
  posts: join(a.posts, b.posts),
});

export const plus = (a: Units, b: Units): Units => combined(a, b, (x, y) => x + y);
export const times = (units: Units, factor: number): Units => combined(units, units, x => x * factor);

/** One operation of size n: between two counted sizes a straight line, past the last as steep as before it. */
export function unitsOf({ operations }: UnitTable, operation: OperationName, n: number): Units {
  const { points } = operations[operation];
  const above = points.findIndex(point => point.n >= n);
  const last = points.length - 1;
  const right = above === -1 ? last : above;
  const [from, to] = [points[Math.max(0, right - 1)], points[right]];
  if (!from || !to) throw new Error(`units.json has no point for ${operation}`);
  return between(from, to, n);
}

function between(from: UnitPoint, to: UnitPoint, n: number): Units {
  // Below the smallest size that was counted nothing is known to be cheaper.
  const share = to.n === from.n || n <= from.n ? (n <= from.n ? 0 : 1) : (n - from.n) / (to.n - from.n);
  return combined(from, to, (a, b) => Math.max(0, a + (b - a) * share));
}

/** As counted, but for those who are not told. */
export function unitsOfOne(table: UnitTable, { operation, n, told = 1 }: Operations): Units {
  const units = unitsOf(table, operation, n);
  return { ...units, posts: units.posts * told };
}

export const unitsOfAll = (table: UnitTable, all: readonly Operations[]): Units =>
  all.reduce(
    (sum, operations) => plus(sum, times(unitsOfOne(table, operations), operations.count)),
    NO_UNITS,
  );

/** What API Gateway bills as messages: both directions, replies and posts among them. */
export const meteredMessages = ({ framesIn, replies, posts }: Units): number => framesIn + replies + posts;

export const invocationsOf = ({ invocations }: Units): number =>
  Object.values(invocations).reduce((sum, count) => sum + count, 0);

/**
 * What SQS bills for departures: each is sent, and received alone, because Lambda's pollers wait for the next one; they are
 * deleted by the batch.
 */
export const queueRequestsOf = ({ invocations }: Units): number =>
  (invocations.departures ?? 0) * (2 * PRESENCE.departuresAtOnce + 1);
