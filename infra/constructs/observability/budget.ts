import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/** Warns at half of the month's budget, at all of it, and when the forecast exceeds it. */
const NOTICES = [
  { notificationType: 'ACTUAL', threshold: 50 },
  { notificationType: 'ACTUAL', threshold: 100 },
  { notificationType: 'FORECASTED', threshold: 100 },
] as const;

/** Counts the costs of what carries the stack's tag. docs/deploying.md says how an account switches such tags on. */
export function budget(
  scope: Construct,
  {
    name,
    usd,
    topic,
    tag,
  }: { name: string; usd: number; topic: ITopic; tag: { key: string; value: string } },
): CfnBudget {
  topic.grantPublish(new ServicePrincipal('budgets.amazonaws.com'));
  return new CfnBudget(scope, 'Budget', {
    budget: {
      budgetName: name,
      budgetType: 'COST',
      timeUnit: 'MONTHLY',
      budgetLimit: { amount: usd, unit: 'USD' },
      costFilters: { TagKeyValue: [`user:${tag.key}$${tag.value}`] },
    },
    notificationsWithSubscribers: NOTICES.map(notice => ({
      notification: { ...notice, comparisonOperator: 'GREATER_THAN', thresholdType: 'PERCENTAGE' },
      subscribers: [{ subscriptionType: 'SNS', address: topic.topicArn }],
    })),
  });
}
