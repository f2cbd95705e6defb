import { beforeAll, describe, expect, test } from 'vitest';
import { KEY, MEMBERSHIPS, TTL_ATTRIBUTE } from '../../shared/aws/tables.ts';
import { EVERYTHING, PROD, synthesize } from './synthesize.ts';
import { ofType, resourcesOf } from './template.ts';

let prod: ReturnType<typeof synthesize>;
let dev: ReturnType<typeof synthesize>;
beforeAll(() => {
  prod = synthesize(EVERYTHING);
  dev = synthesize({ stage: 'dev' });
});

const tables = (template: typeof prod) => {
  const [connections, messages] = ofType(template, 'AWS::DynamoDB::Table');
  if (!connections || !messages) throw new Error('there are not two tables');
  return { connections, messages };
};

describe('both tables', () => {
  test('have the keys, the expiry and the index of shared/aws/tables.ts', () => {
    const keys = [
      { AttributeName: KEY.partition, KeyType: 'HASH' },
      { AttributeName: KEY.sort, KeyType: 'RANGE' },
    ];
    for (const { Properties } of Object.values(tables(prod)))
      expect(Properties).toMatchObject({
        KeySchema: keys,
        TimeToLiveSpecification: { AttributeName: TTL_ATTRIBUTE, Enabled: true },
      });
    expect(tables(prod).messages.Properties.GlobalSecondaryIndexes).toMatchObject([
      {
        IndexName: MEMBERSHIPS.name,
        KeySchema: [{ AttributeName: MEMBERSHIPS.partition }, { AttributeName: MEMBERSHIPS.sort }],
      },
    ]);
  });

  test('are encrypted', () => {
    for (const { Properties } of Object.values(tables(prod)))
      expect(Properties.SSESpecification).toEqual({ SSEEnabled: true });
  });
});

describe('messages', () => {
  test('of prod outlive the stack, and can be restored to any second of 35 days', () => {
    expect(tables(prod).messages).toMatchObject({
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: {
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      },
    });
  });

  test('of dev go with the stack', () => {
    expect(tables(dev).messages).toMatchObject({
      DeletionPolicy: 'Delete',
      Properties: { DeletionProtectionEnabled: false },
    });
  });
});

test('connections go with the stack, and have no backup: they end within two hours', () => {
  expect(tables(prod).connections.DeletionPolicy).toBe('Delete');
  expect(tables(prod).connections.Properties.PointInTimeRecoverySpecification).toBeUndefined();
});

test('for millions, tables are provisioned and grow with their use', () => {
  const template = synthesize({ ...PROD, scale: 'millions' });
  for (const { Properties } of Object.values(tables(template)))
    expect(Properties.BillingMode).toBeUndefined();
  // For reads and for writes, of two tables and an index.
  template.resourceCountIs('AWS::ApplicationAutoScaling::ScalingPolicy', 6);
});

test('users of prod outlive the stack, those of dev do not', () => {
  const pool = (template: typeof prod) => ofType(template, 'AWS::Cognito::UserPool')[0];
  expect(pool(prod)).toMatchObject({
    DeletionPolicy: 'RetainExceptOnCreate',
    Properties: { DeletionProtection: 'ACTIVE' },
  });
  expect(pool(dev)).toMatchObject({
    DeletionPolicy: 'Delete',
    Properties: { DeletionProtection: 'INACTIVE' },
  });
});

test('users sign in with a code and PKCE, or with a password; nobody can tell whether a user exists', () => {
  prod.hasResourceProperties('AWS::Cognito::UserPoolClient', {
    AllowedOAuthFlows: ['code'],
    GenerateSecret: false,
    PreventUserExistenceErrors: 'ENABLED',
    AccessTokenValidity: 120,
  });
  prod.hasResourceProperties('AWS::Cognito::UserPoolGroup', { GroupName: 'admins' });
});

test('every queue is encrypted, and takes nothing that is not', () => {
  const queues = resourcesOf(prod).filter(([, { Type }]) => Type === 'AWS::SQS::Queue');
  const policies = JSON.stringify(ofType(prod, 'AWS::SQS::QueuePolicy'));
  expect(queues.length).toBeGreaterThan(0);
  for (const [id, { Properties }] of queues) {
    expect(Properties.SqsManagedSseEnabled).toBe(true);
    expect(policies).toContain(id);
  }
  expect(policies).toContain('aws:SecureTransport');
});

test('webhooks that fail for good become dead letters', () => {
  prod.hasResourceProperties('AWS::SQS::Queue', { RedrivePolicy: { maxReceiveCount: 8 } });
});
