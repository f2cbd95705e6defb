import { build } from 'hdr-histogram-js';

export interface Percentiles {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

/** Times from send to delivery. */
export interface Deliveries {
  record(ms: number, times: number): void;
  percentiles(): Percentiles;
}

/** Tenths of a millisecond, up to a day. */
const STEPS = 10;
const LONGEST_MS = 86_400_000;

export function createDeliveries(): Deliveries {
  const histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: LONGEST_MS * STEPS,
    numberOfSignificantValueDigits: 3,
  });
  const at = (percentile: number) => histogram.getValueAtPercentile(percentile) / STEPS;
  return {
    record: (ms, times) => {
      if (times > 0) histogram.recordValueWithCount(Math.round(Math.min(ms, LONGEST_MS) * STEPS), times);
    },
    percentiles: () => ({ p50: at(50), p90: at(90), p99: at(99), max: at(100) }),
  };
}
