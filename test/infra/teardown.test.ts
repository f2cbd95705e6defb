/** What `cdk destroy` leaves in the account: as docs/deploying.md says it, and nothing else. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { EVERYTHING, synthesize } from './synthesize.ts';
import { type Resource, resourcesOf } from './template.ts';

const page = join(tmpdir(), 'messaging-teardown-page');
mkdirSync(page, { recursive: true });
writeFileSync(join(page, 'index.html'), '<!doctype html>');

const dev = synthesize({ stage: 'dev', web: page });
const prod = synthesize({ ...EVERYTHING, web: page });

const isKept = ({ DeletionPolicy = '' }: Resource) => DeletionPolicy.startsWith('Retain');
const keptOf = (template: typeof dev) => resourcesOf(template).filter(([, one]) => isKept(one));

/** The list in docs/deploying.md: a type in each line, and the command that removes it. */
const teardown = readFileSync('docs/deploying.md', 'utf8').split('## Tearing down')[1] ?? '';
const listed = [...teardown.matchAll(/^\| `(AWS::[\w:]+)` *\| (dev, prod|prod) +\| (.+?) *\|$/gm)].map(
  ([, type = '', stages = '', command = '']) => ({ type, stages, command }),
);

test.each([
  ['dev', dev],
  ['prod', prod],
])('a destroyed %s leaves what docs/deploying.md lists', (stage, template) => {
  const types = new Set(keptOf(template).map(([, { Type }]) => Type));
  expect([...types].sort()).toEqual(
    listed
      .filter(({ stages }) => stages.includes(stage))
      .map(({ type }) => type)
      .sort(),
  );
});

test.each([
  ['dev', dev],
  ['prod', prod],
])('a bucket of %s is emptied before it goes', (_, template) => {
  const resources = resourcesOf(template);
  const emptied = resources
    .filter(([, { Type }]) => Type === 'Custom::S3AutoDeleteObjects')
    .map(([, { Properties }]) => Properties.BucketName);
  const buckets = resources.filter(([, { Type }]) => Type === 'AWS::S3::Bucket').map(([id]) => ({ Ref: id }));
  expect(buckets.length).toBeGreaterThan(0);
  expect(emptied).toEqual(buckets);
});

const logging = z.object({ LoggingConfig: z.object({ LogGroup: z.object({ Ref: z.string() }) }) });

test.each([
  ['dev', dev],
  ['prod', prod],
])('no function of %s writes to a log that the stack does not know', (_, template) => {
  const resources = new Map(resourcesOf(template));
  const strays = [...resources].filter(([, { Type, Properties }]) => {
    if (Type !== 'AWS::Lambda::Function') return false;
    const log = logging.safeParse(Properties).data?.LoggingConfig.LogGroup.Ref;
    return log === undefined || resources.get(log)?.Type !== 'AWS::Logs::LogGroup';
  });
  expect(strays.map(([id]) => id)).toEqual([]);
});

test('nothing that goes is protected from deletion', () => {
  for (const template of [dev, prod])
    for (const [id, one] of resourcesOf(template))
      if (!isKept(one))
        expect(
          [one.Properties.DeletionProtectionEnabled, one.Properties.DeletionProtection],
          id,
        ).not.toContainEqual(expect.toBeOneOf([true, 'ACTIVE']));
});

/** Names that AWS lets an account, or the world, have once. The name of a user pool is none of them. */
const NAMES = ['TableName', 'Name', 'RoleName', 'FunctionName', 'QueueName', 'BucketName'];

test('a stage can be deployed again while what it kept is still there: nothing kept has a name of ours', () => {
  for (const [id, { Properties }] of keptOf(prod))
    expect(
      NAMES.filter(name => name in Properties),
      id,
    ).toEqual([]);
});

test('a first deployment that rolls back keeps nothing', () => {
  for (const [id, { DeletionPolicy }] of keptOf(prod))
    expect(DeletionPolicy, id).toBe('RetainExceptOnCreate');
});

test('cdk import is told of all that holds data, by its logical id and by what AWS finds it with', () => {
  const [, json = ''] = /kept\.json <<'EOF'\n(.*?)\nEOF/s.exec(teardown) ?? [];
  const mapping = z.record(z.string(), z.record(z.string(), z.string())).parse(JSON.parse(json));
  // The role and the setting of the account are made again, whichever there were.
  const data = keptOf(prod).filter(([, { Type }]) => !/Role$|Account$/.test(Type));
  expect(Object.keys(mapping).sort()).toEqual(data.map(([id]) => id).sort());
  const identifiers: Record<string, string> = {
    'AWS::DynamoDB::Table': 'TableName',
    'AWS::Cognito::UserPool': 'UserPoolId',
    'AWS::SecretsManager::Secret': 'Id',
  };
  for (const [id, { Type }] of data) expect(Object.keys(mapping[id] ?? {})).toEqual([identifiers[Type]]);
});

test('each command to be rid of it names an output of the stack, or looks the resource up', () => {
  const { Outputs } = z.object({ Outputs: z.record(z.string(), z.unknown()) }).parse(prod.toJSON());
  for (const { type, command } of listed) {
    const placeholders = [...command.matchAll(/<(\w+)>/g)].map(([, name = '']) => name);
    for (const name of placeholders) expect(Object.keys(Outputs), type).toContain(name);
    expect(command, type).toMatch(/`aws [\w-]+ [\w-]+/);
  }
});
