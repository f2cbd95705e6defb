import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';

/** The topic of alarms and budget. It needs no encryption key of its own, because no notice says anything about a user. */
export function notices(
  scope: Construct,
  { name, email }: { name: string; email: string | undefined },
): Topic {
  const topic = new Topic(scope, 'Notices', { displayName: name, enforceSSL: true });
  topic.addToResourcePolicy(
    new PolicyStatement({
      actions: ['sns:Publish'],
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      resources: [topic.topicArn],
    }),
  );
  if (email) topic.addSubscription(new EmailSubscription(email));
  return topic;
}
