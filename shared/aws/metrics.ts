import { Metrics as EmbeddedMetrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Metrics } from '../core/ports.ts';
import { METRICS_NAMESPACE } from '../names.ts';

/**
 * CloudWatch's embedded metric format: CloudWatch turns a log line into metrics, so no call is needed.
 * @param serviceName tells the metrics of one deployment from those of another
 */
export function embeddedMetrics(serviceName: string): Metrics {
  const metrics = new EmbeddedMetrics({ namespace: METRICS_NAMESPACE, serviceName });
  return {
    gauges(values) {
      for (const [name, value] of Object.entries(values)) metrics.addMetric(name, MetricUnit.Count, value);
      metrics.publishStoredMetrics();
    },
  };
}
