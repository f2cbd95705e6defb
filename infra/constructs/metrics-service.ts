import { ENV } from '../../shared/names.ts';
import type { Granter, HandlerFunction } from './handler-function.ts';

/** Names the stack in its metrics, since another stack in the account may publish the same ones. */
export class MetricsService implements Granter {
  private readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  grantTo(fn: HandlerFunction): void {
    if (fn.spec.permissions.metrics) fn.setVariable(ENV.metricsService, this.name);
  }
}
