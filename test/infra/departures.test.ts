import { expect, test } from 'vitest';
import { ENV } from '../../shared/names.ts';
import { DEPARTURE_QUEUE, TRIGGERED } from '../../shared/routes.ts';
import { EVERYTHING, synthesize } from './synthesize.ts';
import { ofType } from './template.ts';

test.each([{ leaveDelaySeconds: '0' }, { presenceLimit: '0' }])(
  'where no leave is put off (%j) there is no queue, no function and no grant',
  setting => {
    const template = synthesize({ ...EVERYTHING, webhookUrls: undefined, ...setting });
    const text = JSON.stringify(template.toJSON());
    for (const trace of [ENV.departuresQueue, 'messaging-prod-departures']) expect(text).not.toContain(trace);
    expect(ofType(template, 'AWS::SQS::Queue'), 'only the dead letters of the fan-out').toHaveLength(1);
  },
);

test('the queue hides a departure for six times as long as the function may take, and Lambda is told which failed', () => {
  const spec = TRIGGERED.find(({ trigger }) => trigger.kind === 'departures');
  const { visibilitySeconds, batch } = DEPARTURE_QUEUE;
  expect(visibilitySeconds).toBe(6 * (spec?.timeoutSeconds ?? 0));
  const template = synthesize(EVERYTHING);
  template.hasResourceProperties('AWS::SQS::Queue', { VisibilityTimeout: visibilitySeconds });
  template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
    BatchSize: batch.records,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    MaximumBatchingWindowInSeconds: batch.seconds,
  });
});
