/** The stack as `cdk synth` makes it, without the functions' code: bundling takes longer than all tests of a template. */
import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import flags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import * as z from 'zod';
import { MessagingStack } from '../../infra/messaging-stack.ts';
import { settingsOf } from '../../infra/settings.ts';

const cdkJson = z.object({ context: z.record(z.string(), z.unknown()) });
const { context } = cdkJson.parse(JSON.parse(readFileSync('cdk.json', 'utf8')));

/** CDK's own rules run in seconds of WebAssembly, and with `npm run synth` too. */
const FAST = { '@aws-cdk/core:validateAgainstDefaultRules': false };

/** @param given as with `--context` */
export function stackOf(given: Readonly<Record<string, unknown>>): { app: App; stack: MessagingStack } {
  const app = new App({ context: { ...flags, ...context, ...FAST, ...given } });
  const codeOf = () => Code.fromInline('exports.handler = async () => {}');
  return { app, stack: new MessagingStack(app, { settings: settingsOf(app.node), codeOf }) };
}

const synthesized = new Map<string, Template>();

/** Once for each set of settings in a test file: it takes a second. */
export function synthesize(given: Readonly<Record<string, unknown>>): Template {
  const key = JSON.stringify(given);
  const template = synthesized.get(key) ?? Template.fromStack(stackOf(given).stack);
  synthesized.set(key, template);
  return template;
}

/** Everything that can be switched on, but for the page, whose assets change with each version of CDK. */
export const EVERYTHING = {
  stage: 'prod',
  tracing: 'true',
  webhookUrls: 'https://hooks.example.com/messages',
  alertEmail: 'on-call@example.com',
  retentionDays: '30',
  openRooms: 'false',
  roomPostsPerSecond: '20000',
  domainName: 'chat.example.com',
  certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/1',
};
