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

/** The sum of all samples of a name that have these labels. */
export const sumOf = (samples: readonly Sample[], name: string, labels: Sample['labels'] = {}): number =>
  samples
    .filter(
      sample =>
        sample.name === name && Object.entries(labels).every(([key, is]) => sample.labels[key] === is),
    )
    .reduce((sum, { value }) => sum + value, 0);
