/** Whether a figure rises over time: a straight line through its points, and how sure its slope is. */

export interface Point {
  /** Seconds. */
  readonly at: number;
  readonly value: number;
}

export interface Trend {
  /** The line goes through this value… */
  readonly mean: number;
  /** …at this time. */
  readonly middle: number;
  /** Of the line, in units of the figure an hour. */
  readonly perHour: number;
  /** The slope lies in here with a confidence of 95%. */
  readonly low: number;
  readonly high: number;
}

const HOUR = 3_600;

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Student's t for 95%, two-sided, by its expansion around the normal one: within 1% from 4 degrees of freedom on. */
export function student95(freedom: number): number {
  const z = 1.959964;
  return (
    z +
    (z ** 3 + z) / (4 * freedom) +
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2) +
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * freedom ** 3)
  );
}

/** Least squares. Takes the errors of neighbouring points as independent, which makes the interval a little narrow. */
export function trendOf(points: readonly Point[]): Trend | undefined {
  const freedom = points.length - 2;
  if (freedom < 2) return undefined;
  const middle = meanOf(points.map(({ at }) => at));
  const mean = meanOf(points.map(({ value }) => value));
  const spread = points.reduce((sum, { at }) => sum + (at - middle) ** 2, 0);
  const slope = points.reduce((sum, { at, value }) => sum + (at - middle) * (value - mean), 0) / spread;
  const line = (at: number) => mean + slope * (at - middle);
  const residual = points.reduce((sum, { at, value }) => sum + (value - line(at)) ** 2, 0);
  const margin = student95(freedom) * Math.sqrt(residual / freedom / spread);
  return {
    mean,
    middle,
    perHour: slope * HOUR,
    low: (slope - margin) * HOUR,
    high: (slope + margin) * HOUR,
  };
}
