/** Two runs side by side: the first is what the second is held against. */
import type { Result } from '../result/result.ts';
import { METRICS, type Metric } from './metrics.ts';

export interface Compared {
  readonly name: string;
  readonly before: number | undefined;
  readonly after: number | undefined;
  /** After over before; undefined where there is nothing to divide by. */
  readonly ratio: number | undefined;
  readonly verdict: 'better' | 'same' | 'worse' | 'not judged';
}

export interface Comparison {
  readonly tolerance: number;
  readonly compared: readonly Compared[];
  /** What the runs were told differently: then ratios tell of that too. */
  readonly differences: readonly string[];
  readonly worse: boolean;
}

/** @param tolerance as a share: 0.2 lets a fifth pass */
export function comparisonOf(before: Result, after: Result, tolerance: number): Comparison {
  const compared = METRICS.map(metric => compare(metric, before, after, tolerance));
  return {
    tolerance,
    compared,
    differences: differencesOf(before, after),
    worse: compared.some(({ verdict }) => verdict === 'worse'),
  };
}

function compare(metric: Metric, first: Result, second: Result, tolerance: number): Compared {
  const [before, after] = [metric.read(first), metric.read(second)];
  const ratio = before && after !== undefined ? after / before : undefined;
  const verdict = verdictOf(metric, before, after, tolerance);
  return { name: metric.name, before, after, ratio, verdict };
}

function verdictOf(
  { better, noise }: Metric,
  before: number | undefined,
  after: number | undefined,
  tolerance: number,
): Compared['verdict'] {
  if (better === 'none' || before === undefined || after === undefined) return 'not judged';
  const allowed = Math.max(noise, before * tolerance);
  const gain = better === 'more' ? after - before : before - after;
  if (gain < -allowed) return 'worse';
  return gain > allowed ? 'better' : 'same';
}

function differencesOf(before: Result, after: Result): string[] {
  const told = ({ name, protocol, plan, machine }: Result) => ({
    scenario: name,
    protocol,
    ...plan,
    cores: machine.cpus,
    node: machine.node,
    platform: machine.platform,
  });
  const [first, second] = [told(before), told(after)];
  return Object.keys(first).flatMap(key => {
    const name = key as keyof typeof first;
    return first[name] === second[name] ? [] : [`${key}: ${first[name]} and ${second[name]}`];
  });
}
