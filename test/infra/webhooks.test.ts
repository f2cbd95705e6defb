import { beforeAll, expect, test } from 'vitest';
import { ENV } from '../../shared/names.ts';
import { FUNCTIONS, TRIGGERED } from '../../shared/routes.ts';
import { EVERYTHING, synthesize } from './synthesize.ts';
import { ofType, variablesOf } from './template.ts';

let on: ReturnType<typeof synthesize>;
let off: ReturnType<typeof synthesize>;
beforeAll(() => {
  on = synthesize(EVERYTHING);
});
beforeAll(() => {
  const { webhookUrls: _, messageHook: _hook, ...rest } = EVERYTHING;
  off = synthesize({ ...rest, serverApi: 'false', leaveDelaySeconds: '0' });
});

test('without an endpoint there is no queue, no function, no grant and no variable', () => {
  const text = JSON.stringify(off.toJSON());
  for (const trace of [ENV.webhooksQueue, ENV.webhookUrls, 'messaging-prod-webhooks'])
    expect(text).not.toContain(trace);
  expect(ofType(off, 'AWS::SQS::Queue'), 'only the dead letters of the fan-out').toHaveLength(1);
  expect(ofType(off, 'AWS::Lambda::EventSourceMapping')).toEqual([]);
});

test('the queue hides a record for six times as long as the function may take, and Lambda is told which failed', () => {
  const spec = TRIGGERED.find(({ trigger }) => trigger.kind === 'webhooks');
  on.hasResourceProperties('AWS::SQS::Queue', { VisibilityTimeout: 6 * (spec?.timeoutSeconds ?? 0) });
  on.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    MaximumBatchingWindowInSeconds: 2,
  });
});

test('every function that sends events is watched for those that it loses', () => {
  const senders = ofType(on, 'AWS::Lambda::Function').filter(fn => {
    const names = variablesOf(fn);
    return names.includes(ENV.webhooksQueue) && !names.includes(ENV.webhookUrls);
  });
  expect(senders.length).toBeGreaterThan(10);
  expect(ofType(on, 'AWS::Logs::MetricFilter')).toHaveLength(senders.length);
  on.hasResourceProperties('AWS::Logs::MetricFilter', {
    FilterPattern: '{ $.message.event = "webhooks lost" }',
    MetricTransformations: [
      {
        MetricNamespace: 'Messaging/messaging-prod',
        MetricName: 'WebhooksLost',
        MetricValue: '$.message.events',
      },
    ],
  });
});

test('the server API, switched off, is no function and no route; servers still publish', () => {
  const text = JSON.stringify(off.toJSON());
  for (const trace of ['messaging-prod-server-api', ' /v1/', 'ServerApi']) expect(text).not.toContain(trace);
  off.hasResourceProperties('AWS::ApiGatewayV2::Route', { RouteKey: 'POST /publish' });
});

test('a message hook is what the functions that take messages may invoke, by its one ARN; switched off, there is no trace of it', () => {
  const may = ofType(on, 'AWS::IAM::Policy').filter(one => JSON.stringify(one).includes('acme-moderation'));
  expect(may).toHaveLength(FUNCTIONS.filter(({ permissions }) => permissions.messageHook).length);
  expect(JSON.stringify(may)).toContain(':function:acme-moderation');
  const text = JSON.stringify(off.toJSON());
  for (const trace of ['MESSAGE_HOOK', 'acme-moderation', 'MessageHook']) expect(text).not.toContain(trace);
});
