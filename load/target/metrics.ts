/** What the server says of itself at `GET /metrics`; a real stage has none. */

/** Sums over all labels, and by each label where a sum needs it. */
export interface Reading {
  readonly at: number;
  readonly rss: number;
  readonly cpuSeconds: number;
  readonly connectionSeconds: number;
  readonly reads: number;
  readonly writes: number;
  readonly invocations: number;
  readonly posts: number;
  readonly frames: number;
  readonly meteredMessages: number;
  /** By the name of the fault. */
  readonly faults: Readonly<Record<string, number>>;
}

export async function readMetrics(url: string | undefined, at: number): Promise<Reading | undefined> {
  if (url === undefined) return undefined;
  const response = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
  return response?.ok ? readingOf(await response.text(), at) : undefined;
}

interface Line {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** @param text in Prometheus' exposition format */
function linesOf(text: string): Line[] {
  return text.split('\n').flatMap(line => {
    const [, name, labels = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)/.exec(line) ?? [];
    if (name === undefined) return [];
    const pairs = [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = '', text = '']) => [key, text]);
    return [{ name, labels: Object.fromEntries(pairs), value: Number(value) }];
  });
}

function readingOf(text: string, at: number): Reading {
  const lines = linesOf(text);
  const sum = (name: string, labels: Readonly<Record<string, string>> = {}) =>
    lines
      .filter(
        line => line.name === name && Object.entries(labels).every(([key, is]) => line.labels[key] === is),
      )
      .reduce((total, { value }) => total + value, 0);
  return {
    at,
    rss: sum('process_resident_memory_bytes'),
    cpuSeconds: sum('process_cpu_seconds_total'),
    connectionSeconds: sum('gateway_connection_seconds_total'),
    reads: sum('dynamodb_units_total', { kind: 'read' }),
    writes: sum('dynamodb_units_total', { kind: 'write' }),
    invocations: sum('lambda_invocations_total'),
    posts: sum('gateway_posts_total', { result: 'posted' }),
    frames: sum('gateway_frames_total'),
    meteredMessages: sum('gateway_metered_messages_total'),
    faults: Object.fromEntries(
      lines
        .filter(({ name }) => name === 'gateway_faults_total')
        .map(({ labels, value }) => [labels.fault ?? '', value]),
    ),
  };
}
