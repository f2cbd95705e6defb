/** A local server's GET /metrics, in Prometheus' exposition format. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export const samplesOf = (text: string): Sample[] =>
  text.split('\n').flatMap(line => {
    const [, name, labels = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)/.exec(line) ?? [];
    if (name === undefined) return [];
    const pairs = [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = '', is = '']) => [key, is]);
    return [{ name, labels: Object.fromEntries(pairs), value: Number(value) }];
  });

const matching = (samples: readonly Sample[], name: string, labels: Sample['labels']): readonly Sample[] =>
  samples.filter(
    sample => sample.name === name && Object.entries(labels).every(([key, is]) => sample.labels[key] === is),
  );

/** The sum of all samples of a name that have these labels. */
export const sumOf = (samples: readonly Sample[], name: string, labels: Sample['labels'] = {}): number =>
  matching(samples, name, labels).reduce((sum, { value }) => sum + value, 0);

/** The sums by the value of one label. */
export function sumsBy(
  label: string,
  samples: readonly Sample[],
  name: string,
  labels: Sample['labels'] = {},
): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { labels: its, value } of matching(samples, name, labels)) {
    const key = its[label] ?? '';
    sums[key] = (sums[key] ?? 0) + value;
  }
  return sums;
}
