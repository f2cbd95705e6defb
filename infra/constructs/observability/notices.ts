import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';

/** Where alarms and the budget speak; not encrypted with a key of its own, as no message says anything about a user. */
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
