import { ENV } from '../../shared/names.ts';
import type { HandlerFunction, Touchable } from './handler-function.ts';

/** Tells the metrics of this stack from those of another in the same account. */
export class MetricsService implements Touchable {
  private readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  serve(fn: HandlerFunction): void {
    if (fn.spec.touches.metrics) fn.tell(ENV.metricsService, this.name);
  }
}
