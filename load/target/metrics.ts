/** What the server says of itself at `GET /metrics`; a real stage has none. */
import { type Sample, samplesOf, sumOf, sumsBy } from '../../costs/prometheus.ts';

/** Sums over all labels, and by each label where a sum needs it. */
export interface Reading {
  readonly at: number;
  readonly rss: number;
  readonly cpuSeconds: number;
  readonly connectionSeconds: number;
  /** By table. */
  readonly reads: Readonly<Record<string, number>>;
  readonly writes: Readonly<Record<string, number>>;
  /** By function. */
  readonly invocations: Readonly<Record<string, number>>;
  readonly posts: number;
  readonly framesIn: number;
  readonly framesOut: number;
  readonly bytesOut: number;
  readonly meteredMessages: number;
  /** By the name of the fault. */
  readonly faults: Readonly<Record<string, number>>;
}

export async function readMetrics(url: string | undefined, at: number): Promise<Reading | undefined> {
  if (url === undefined) return undefined;
  const response = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
  return response?.ok ? readingOf(await response.text(), at) : undefined;
}

function readingOf(text: string, at: number): Reading {
  const samples = samplesOf(text);
  const sum = (name: string, labels?: Sample['labels']) => sumOf(samples, name, labels);
  const by = (label: string, name: string, labels?: Sample['labels']) => sumsBy(label, samples, name, labels);
  return {
    at,
    rss: sum('process_resident_memory_bytes'),
    cpuSeconds: sum('process_cpu_seconds_total'),
    connectionSeconds: sum('gateway_connection_seconds_total'),
    reads: by('table', 'dynamodb_units_total', { kind: 'read' }),
    writes: by('table', 'dynamodb_units_total', { kind: 'write' }),
    invocations: by('function', 'lambda_invocations_total'),
    posts: sum('gateway_posts_total', { result: 'posted' }),
    framesIn: sum('gateway_frames_total', { direction: 'in' }),
    framesOut: sum('gateway_frames_total', { direction: 'out' }),
    bytesOut: sum('gateway_bytes_total', { direction: 'out' }),
    meteredMessages: sum('gateway_metered_messages_total'),
    faults: by('fault', 'gateway_faults_total'),
  };
}
