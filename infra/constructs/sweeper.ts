import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { HandlerFunction } from './handler-function.ts';

/** Runs a function on a schedule. A failed run is not repeated, because the next one does what is left. */
export class Sweeper extends Construct {
  constructor(scope: Construct, { fn, everySeconds }: { fn: HandlerFunction; everySeconds: number }) {
    super(scope, 'Sweeper');
    new Rule(this, 'Clock', {
      description: `Runs ${fn.spec.handler}`,
      schedule: Schedule.rate(Duration.seconds(everySeconds)),
      targets: [new LambdaFunction(fn.lambda, { retryAttempts: 0 })],
    });
  }
}
