/** Two points at the least, for a line. */
const LEAST_SECONDS = 10;

/**
 * What the axis of time shows of these points, in ascending epoch seconds; of none at all, the last seconds. uPlot's own range
 * of a single point is years.
 */
export function rangeOf(seconds: ArrayLike<number>, now = Date.now() / 1_000): [number, number] {
  const from = seconds[0] ?? now - LEAST_SECONDS;
  return [from, Math.max(seconds[seconds.length - 1] ?? now, from + LEAST_SECONDS)];
}
