import { expect, test } from 'vitest';
import { PROD, stackOf } from './synthesize.ts';

test.each([
  ['an unknown stage', { stage: 'production' }, 'stage=production is none of those in cdk.json: dev, prod'],
  ['an unknown scale', { scale: 'billions' }, 'scale'],
  ['a flag that is neither true nor false', { alarms: 'yes' }, 'alarms'],
  ['a retention that CloudWatch does not have', { logRetentionDays: '8' }, 'logRetentionDays'],
  ['a webhook in the clear', { webhookUrls: 'http://hooks.example.com' }, 'webhookUrls'],
  ['a webhook with a user', { webhookUrls: 'https://us@hooks.example.com' }, 'webhookUrls'],
  ['a sweep between minutes', { sweepEverySeconds: '90' }, 'sweepEverySeconds'],
  ['a domain without a certificate', { domainName: 'chat.example.com' }, 'certificateArn'],
  ['an alarm that nobody is told of', { alertEmail: undefined }, 'alertEmail'],
  ["sign-up by Cognito's own mail, 50 a day", { mailFrom: undefined }, 'mailFrom'],
])('%s is refused by name', (_, given, name) => {
  expect(() => stackOf({ ...PROD, ...given })).toThrow(name);
});

test('what is missing is said in one line, with what to give', () => {
  expect(() => stackOf({ stage: 'prod' })).toThrow(/^the settings of stage prod: .* give --context .*$/);
});

test('a stage that people are invited to, or that loses its users, needs no sender of mail', () => {
  expect(() => stackOf({ ...PROD, mailFrom: undefined, selfSignUp: 'false' })).not.toThrow();
  expect(() => stackOf({ stage: 'dev' })).not.toThrow();
});

test('what is given on the command line goes before what cdk.json says of the stage', () => {
  expect(() => stackOf({ ...PROD, scale: 'thousands', alarms: 'false' })).not.toThrow();
});

test('a webhook with a password is refused, and the password is not printed', () => {
  const webhookUrls = 'https://us:our-password@hooks.example.com/,https://other.example.com/';
  const deploy = () => stackOf({ ...PROD, webhookUrls });
  expect(deploy).toThrow(/has a user or a password/);
  expect(deploy).not.toThrow(/our-password/);
});
