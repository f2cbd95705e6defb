import { ENV } from '../../shared/names.ts';
import type { Granter, HandlerFunction } from './handler-function.ts';

/** Tells the metrics of this stack from those of another in the same account. */
export class MetricsService implements Granter {
  private readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  grantTo(fn: HandlerFunction): void {
    if (fn.spec.permissions.metrics) fn.setVariable(ENV.metricsService, this.name);
  }
}
