import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { EVERYTHING, PROD, synthesize } from './synthesize.ts';
import { ofType } from './template.ts';

const client = z.object({
  CallbackURLs: z.array(z.unknown()).default([]),
  LogoutURLs: z.array(z.unknown()).default([]),
  ExplicitAuthFlows: z.array(z.string()),
  AllowedOAuthFlowsUserPoolClient: z.boolean(),
});
const pool = z.object({
  EmailConfiguration: z
    .object({ EmailSendingAccount: z.string(), From: z.string(), SourceArn: z.unknown() })
    .optional(),
  AdminCreateUserConfig: z.object({ AllowAdminCreateUserOnly: z.boolean() }),
});

type Template = ReturnType<typeof synthesize>;
const clientOf = (template: Template) =>
  client.parse(ofType(template, 'AWS::Cognito::UserPoolClient')[0]?.Properties);
const poolOf = (template: Template) => pool.parse(ofType(template, 'AWS::Cognito::UserPool')[0]?.Properties);

const prod = synthesize(EVERYTHING);
const dev = synthesize({ stage: 'dev' });

describe('dev only', () => {
  test('sends users back to the localhost of a developer', () => {
    expect(clientOf(dev).CallbackURLs).toEqual(['http://localhost:5173/']);
    for (const one of [prod, synthesize(PROD)]) {
      const { CallbackURLs, LogoutURLs } = clientOf(one);
      expect(JSON.stringify([CallbackURLs, LogoutURLs])).not.toContain('localhost');
    }
  });

  test('lets a script sign in with a bare password', () => {
    expect(clientOf(dev).ExplicitAuthFlows).toContain('ALLOW_USER_PASSWORD_AUTH');
    expect(clientOf(prod).ExplicitAuthFlows).not.toContain('ALLOW_USER_PASSWORD_AUTH');
    expect(clientOf(prod).ExplicitAuthFlows).toContain('ALLOW_USER_SRP_AUTH');
  });
});

test('a client with nowhere to send users back to has no hosted sign-in', () => {
  expect(clientOf(synthesize(PROD)).AllowedOAuthFlowsUserPoolClient).toBe(false);
  expect(clientOf(prod).AllowedOAuthFlowsUserPoolClient).toBe(true);
});

test('mail goes out through SES, under a domain that is verified there', () => {
  const { EmailConfiguration } = poolOf(prod);
  expect(EmailConfiguration).toMatchObject({ EmailSendingAccount: 'DEVELOPER', From: 'chat@example.com' });
  expect(JSON.stringify(EmailConfiguration?.SourceArn)).toContain(':identity/example.com');
});

test('people sign up by themselves, or only by invitation', () => {
  expect(poolOf(prod).AdminCreateUserConfig.AllowAdminCreateUserOnly).toBe(false);
  const invited = synthesize({ ...PROD, selfSignUp: 'false' });
  expect(poolOf(invited).AdminCreateUserConfig.AllowAdminCreateUserOnly).toBe(true);
});
