import { CfnAccount } from 'aws-cdk-lib/aws-apigateway';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import { removalOf } from '../removal.ts';

/** The role that API Gateway writes logs with. An account has one in each region, whichever stack sets it. */
export class GatewayLogRole extends Construct {
  constructor(scope: Construct) {
    super(scope, 'GatewayLogRole');
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('apigateway.amazonaws.com'),
      managedPolicies: [
        ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonAPIGatewayPushToCloudWatchLogs'),
      ],
    });
    acknowledge(role, {
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]':
        'API Gateway takes no role for the account that has less than this policy.',
    });
    const account = new CfnAccount(this, 'Account', { cloudWatchRoleArn: role.roleArn });
    // Other stages and other stacks of the account rely on it too: it must outlive this one.
    role.applyRemovalPolicy(removalOf(true));
    account.applyRemovalPolicy(removalOf(true));
  }
}
