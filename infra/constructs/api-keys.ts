import { Aws } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnRotationSchedule, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { ENV } from '../../shared/names.ts';
import { removalOf } from '../removal.ts';
import type { Settings } from '../settings.ts';
import type { Granter, HandlerFunction } from './handler-function.ts';

const ACTIONS = {
  read: ['secretsmanager:GetSecretValue'],
  rotate: [
    'secretsmanager:DescribeSecret',
    'secretsmanager:GetSecretValue',
    'secretsmanager:PutSecretValue',
    'secretsmanager:UpdateSecretVersionStage',
  ],
} as const;

const ROTATION_DAYS = 30;

/** The secret with the keys that servers publish with and webhooks are signed with: the current ones and the previous ones. */
export class ApiKeys extends Construct implements Granter {
  readonly secret: Secret;

  constructor(scope: Construct, { keepData }: Settings) {
    super(scope, 'ApiKeys');
    this.secret = new Secret(this, 'Secret', {
      // No name of its own: one that is kept would be in the way of the next deployment.
      description: 'The API keys of servers, and the key that signs webhooks',
      generateSecretString: {
        secretStringTemplate: '{}',
        generateStringKey: 'current',
        passwordLength: 48,
        excludePunctuation: true,
      },
      removalPolicy: removalOf(keepData),
    });
  }

  grantTo(fn: HandlerFunction): void {
    const { apiKeys } = fn.spec.permissions;
    if (!apiKeys) return;
    fn.allow(ACTIONS[apiKeys], this.secret.secretArn);
    // The rotation event names the secret, so that its function needs no variable.
    if (apiKeys === 'read') fn.setVariable(ENV.secretId, this.secret.secretArn);
  }

  /** CDK's own schedule would let the function read any random password, and more. */
  isRotatedBy(fn: HandlerFunction): void {
    fn.lambda.addPermission('Rotate', {
      principal: new ServicePrincipal('secretsmanager.amazonaws.com'),
      sourceAccount: Aws.ACCOUNT_ID,
      sourceArn: this.secret.secretArn,
    });
    const schedule = new CfnRotationSchedule(this, 'Rotation', {
      secretId: this.secret.secretArn,
      rotationLambdaArn: fn.lambda.functionArn,
      rotationRules: { automaticallyAfterDays: ROTATION_DAYS },
      // The first rotation adds the key that signs webhooks, which a generated secret can't have.
      rotateImmediatelyOnUpdate: true,
    });
    schedule.node.addDependency(fn.lambda);
  }
}
