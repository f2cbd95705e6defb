/** The stack as `cdk synth` makes it, but without the functions' code, since bundling takes longer than the tests. */
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

/** Leaves out CDK's own rules, which take seconds; `npm run synth` runs them. */
const FAST = { '@aws-cdk/core:validateAgainstDefaultRules': false };

/** @param given settings, as `--context` takes them */
export function stackOf(given: Readonly<Record<string, unknown>>): { app: App; stack: MessagingStack } {
  const app = new App({ context: { ...flags, ...context, ...FAST, ...given } });
  const codeOf = () => Code.fromInline('exports.handler = async () => {}');
  return { app, stack: new MessagingStack(app, { settings: settingsOf(app.node), codeOf }) };
}

const synthesized = new Map<string, Template>();

/** Keeps the template of each set of settings for all files of a run, because each takes a second. */
export function synthesize(given: Readonly<Record<string, unknown>>): Template {
  const key = JSON.stringify(given);
  const template = synthesized.get(key) ?? Template.fromStack(stackOf(given).stack);
  synthesized.set(key, template);
  return template;
}

/** What prod asks for, and no more. */
export const PROD = { stage: 'prod', alertEmail: 'on-call@example.com', mailFrom: 'chat@example.com' };

/** Everything that can be switched on, except the page, whose assets change with each version of CDK. */
export const EVERYTHING = {
  ...PROD,
  tracing: '0.05',
  webhookUrls: 'https://hooks.example.com/messages',
  retentionDays: '30',
  messageHook: 'acme-moderation',
  openRooms: 'false',
  roomPostsPerSecond: '20000',
  callbackUrls: 'https://chat.example.com/',
  domainName: 'chat.example.com',
  certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/1',
};
