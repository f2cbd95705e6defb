import { beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { EVERYTHING, synthesize } from './synthesize.ts';
import { ofType, runbook } from './template.ts';

let template: ReturnType<typeof synthesize>;
beforeAll(() => {
  template = synthesize(EVERYTHING);
});

const alarm = z.object({
  AlarmName: z.string(),
  AlarmDescription: z.string(),
  AlarmActions: z.array(z.unknown()),
  Metrics: z.array(z.object({ Expression: z.string().optional() })).optional(),
});
const alarms = () => ofType(template, 'AWS::CloudWatch::Alarm').map(one => alarm.parse(one.Properties));

/** As GitHub makes an anchor of a heading. */
const anchors = () =>
  new Set(
    [...runbook().matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
    ),
  );

test('every alarm tells somebody, and links the section of the runbook that says what to do', () => {
  expect(alarms().length).toBeGreaterThan(10);
  for (const { AlarmName, AlarmDescription, AlarmActions } of alarms()) {
    expect(AlarmActions, AlarmName).toHaveLength(1);
    const [, section = ''] = /docs\/operations\.md#([\w-]+)$/.exec(AlarmDescription) ?? [];
    expect([...anchors()], AlarmName).toContain(section);
  }
});

test('there is an alarm for each way in which it goes wrong', () => {
  const names = alarms().map(({ AlarmName }) => AlarmName.replace(/^messaging-prod-|-\d+$/g, ''));
  expect([...new Set(names)].sort()).toMatchInlineSnapshot(`
    [
      "dead-letters-departures",
      "dead-letters-fanout",
      "dead-letters-webhooks",
      "function-duration",
      "function-errors",
      "function-throttles",
      "many-connections",
      "message-hook-failing",
      "posts-failing",
      "sign-in-refused",
      "slow-delivery",
      "socket-errors",
      "sweeper-silent",
      "table-throttles-connections",
      "table-throttles-memberships",
      "table-throttles-messages",
      "webhooks-lost",
    ]
  `);
});

test('the index of memberships has an alarm for its throttles, which those of its table leave out', () => {
  const [throttled] = ofType(template, 'AWS::CloudWatch::Alarm').filter(({ Properties }) =>
    JSON.stringify(Properties.AlarmName).includes('table-throttles-memberships'),
  );
  const text = JSON.stringify(throttled?.Properties.Metrics);
  expect(text.match(/"Name":"GlobalSecondaryIndexName","Value":"memberships"/g)).toHaveLength(2);
});

test('no alarm adds up more metrics than CloudWatch takes', () => {
  for (const { AlarmName, Metrics = [] } of alarms())
    expect(Metrics.filter(({ Expression }) => !Expression).length, AlarmName).toBeLessThanOrEqual(10);
});

test('dev has the dashboard and the budget, and wakes nobody', () => {
  const dev = synthesize({ stage: 'dev' });
  dev.resourceCountIs('AWS::CloudWatch::Alarm', 0);
  dev.resourceCountIs('AWS::CloudWatch::Dashboard', 1);
  dev.resourceCountIs('AWS::Budgets::Budget', 1);
});

test('the budget warns at half, at all of it, and when the month looks like more', () => {
  template.hasResourceProperties('AWS::Budgets::Budget', {
    Budget: { TimeUnit: 'MONTHLY', BudgetLimit: { Unit: 'USD' } },
    NotificationsWithSubscribers: [
      { Notification: { NotificationType: 'ACTUAL', Threshold: 50 } },
      { Notification: { NotificationType: 'ACTUAL', Threshold: 100 } },
      { Notification: { NotificationType: 'FORECASTED', Threshold: 100 } },
    ],
  });
});

const dashboard = z.object({
  widgets: z.array(
    z.object({ properties: z.object({ title: z.string(), metrics: z.array(z.unknown()).min(1) }) }),
  ),
});

const joined = z.object({
  DashboardBody: z.object({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.unknown())]) }),
});

test('the dashboard shows what an on-call person asks for, and CloudWatch takes its expressions', () => {
  const [body] = ofType(template, 'AWS::CloudWatch::Dashboard');
  const [, parts] = joined.parse(body?.Properties).DashboardBody['Fn::Join'];
  const text = parts.map(part => (typeof part === 'string' ? part : 'reference')).join('');
  const { widgets } = dashboard.parse(JSON.parse(text));
  expect(widgets.map(({ properties }) => properties.title)).toMatchInlineSnapshot(`
    [
      "Now",
      "Estimated cost",
      "Connections",
      "Connects",
      "Disconnects by reason",
      "Messages, both ways",
      "Posts by result",
      "Delivery, ms",
      "API errors",
      "Function errors",
      "Function throttles",
      "Function duration, p99 ms",
      "Functions at once",
      "Integration latency, ms",
      "Units read",
      "Units written",
      "Table throttles",
      "Dead letters",
    ]
  `);
  for (const [, expression = ''] of text.matchAll(/"expression":"([^"]+)"/g))
    expect(expression.length).toBeLessThan(2_048);
});

test('every log has a retention: 90 days in prod, 7 in dev', () => {
  const retentions = (of: typeof template) =>
    new Set(ofType(of, 'AWS::Logs::LogGroup').map(({ Properties }) => Properties.RetentionInDays));
  expect(retentions(template)).toEqual(new Set([90]));
  expect(retentions(synthesize({ stage: 'dev' }))).toEqual(new Set([7]));
});

const logging = z.object({
  LoggingConfig: z.object({ LogFormat: z.literal('JSON'), LogGroup: z.unknown() }),
});

test('every function writes JSON to a log of its own', () => {
  const logs = ofType(template, 'AWS::Lambda::Function').map(({ Properties }) => {
    return JSON.stringify(logging.parse(Properties).LoggingConfig.LogGroup);
  });
  expect(new Set(logs).size).toBe(logs.length);
});
