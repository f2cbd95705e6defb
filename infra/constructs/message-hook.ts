import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Granter, HandlerFunction } from './handler-function.ts';

/** A function that is not ours, and that the functions that take messages may invoke: that one, and no other. */
export class MessageHook extends Construct implements Granter {
  private readonly arn: string;

  /** @param hook its name, in this account and region, or its ARN */
  constructor(scope: Construct, hook: string) {
    super(scope, 'MessageHook');
    this.arn = hook.startsWith('arn:')
      ? hook
      : Stack.of(this).formatArn({
          service: 'lambda',
          resource: 'function',
          resourceName: hook,
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        });
  }

  grantTo(fn: HandlerFunction): void {
    if (fn.spec.permissions.messageHook) fn.allow(['lambda:InvokeFunction'], this.arn);
  }
}
