import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { expect, test } from 'vitest';
import { EVERYTHING, PROD, stackOf } from './synthesize.ts';

const page = join(tmpdir(), 'messaging-page');
mkdirSync(page, { recursive: true });
writeFileSync(join(page, 'index.html'), '<!doctype html>');

const violationsOf = (app: App) =>
  new AwsSolutionsChecks(app).validateScope(app).violations.map(({ ruleName, violatingResources }) => ({
    ruleName,
    at: violatingResources.map(({ locations, resourceLogicalId }) => [resourceLogicalId, ...locations]),
  }));

test('AWS Solutions would say something', () => {
  const { app, stack } = stackOf({ stage: 'dev' });
  new Queue(stack, 'Careless');
  expect(violationsOf(app).map(({ ruleName }) => ruleName)).toContain('AwsSolutions-SQS4');
});

test.each([
  ['dev', { stage: 'dev' }],
  ['prod with everything', { ...EVERYTHING, web: page }],
  ['dev with a page', { stage: 'dev', web: page }],
  ['prod for millions', { ...PROD, scale: 'millions' }],
])('AWS Solutions has nothing to say against %s that is not answered in the code', (_, given) => {
  const { app } = stackOf(given);
  app.synth();
  expect(violationsOf(app)).toEqual([]);
});
