/** Latencies in HDR histograms: three digits of a microsecond count, and sums of them lose nothing. */
import {
  build,
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  type Histogram,
} from 'hdr-histogram-js';

export interface Percentiles {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}
/** How many took up to so many milliseconds, and more than the bar before. */
export interface Bar {
  readonly ms: number;
  readonly count: number;
}

const LONGEST_US = 3_600_000_000; // 1 hour
/** Bars of the distribution, so many for every tenfold. */
const BARS = 12;

export class Latencies {
  #histogram: Histogram = fresh();

  record(ms: number): void {
    this.#histogram.recordValue(Math.min(LONGEST_US, Math.max(1, Math.round(ms * 1_000))));
  }

  get count(): number {
    return this.#histogram.totalCount;
  }

  /** What was recorded since the last time, for another thread. */
  take(): string | undefined {
    if (this.#histogram.totalCount === 0) return undefined;
    const taken = encodeIntoCompressedBase64(this.#histogram);
    this.#histogram.reset();
    return taken;
  }

  add(taken: string | undefined): void {
    if (taken !== undefined) this.#histogram.add(decodeFromCompressedBase64(taken));
  }

  /** In milliseconds; undefined where nothing was recorded. */
  percentiles(): Percentiles | undefined {
    if (this.#histogram.totalCount === 0) return undefined;
    const at = (percentile: number) => this.#histogram.getValueAtPercentile(percentile) / 1_000;
    return { p50: at(50), p90: at(90), p99: at(99), p999: at(99.9), max: this.#histogram.maxValue / 1_000 };
  }

  bars(): Bar[] {
    const total = this.#histogram.totalCount;
    if (total === 0) return [];
    const bars: Bar[] = [];
    const [first, last] = [this.#histogram.minNonZeroValue, this.#histogram.maxValue];
    let before = 0;
    for (let step = Math.floor(Math.log10(first) * BARS); ; step++) {
      const edge = 10 ** (step / BARS);
      const upTo = this.#upTo(edge, total);
      bars.push({ ms: edge / 1_000, count: upTo - before });
      before = upTo;
      if (edge >= last) return bars;
    }
  }

  /** How many are at most `value`; the library tells values of ranks, not ranks of values. */
  #upTo(value: number, total: number): number {
    let low = 0;
    for (let high = total; low < high; ) {
      const middle = Math.ceil((low + high) / 2);
      if (this.#histogram.getValueAtPercentile((100 * (middle - 0.5)) / total) <= value) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

const fresh = (): Histogram =>
  build({
    bitBucketSize: 32,
    autoResize: true,
    lowestDiscernibleValue: 1,
    highestTrackableValue: 60_000_000,
    numberOfSignificantValueDigits: 3,
  });
