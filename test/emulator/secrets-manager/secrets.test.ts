/** Secrets and their versions, as the AWS SDK sees them. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ManagerServer, startManager } from './manager-server.ts';

let server: ManagerServer;
beforeAll(async () => {
  server = await startManager();
});
afterAll(() => server.stop());

const make = (Name: string, SecretString?: string) =>
  server.client.send(new CreateSecretCommand({ Name, SecretString }));
const put = (SecretId: string, SecretString: string, more = {}) =>
  server.client.send(new PutSecretValueCommand({ SecretId, SecretString, ...more }));
const value = (SecretId: string, which = {}) =>
  server.client.send(new GetSecretValueCommand({ SecretId, ...which }));
const stages = async (SecretId: string) =>
  (await server.client.send(new DescribeSecretCommand({ SecretId }))).VersionIdsToStages;

test('a secret is found by its name, its ARN, and its ARN without the random end', async () => {
  const { ARN = '', VersionId } = await make('found-dashed', 'open sesame');
  expect(ARN).toMatch(/^arn:aws:secretsmanager:us-east-1:\d{12}:secret:found-dashed-[A-Za-z0-9]{6}$/);
  for (const id of ['found-dashed', ARN, ARN.slice(0, -7)])
    await expect(value(id)).resolves.toMatchObject({
      ARN,
      Name: 'found-dashed',
      VersionId,
      SecretString: 'open sesame',
      VersionStages: ['AWSCURRENT'],
      CreatedDate: expect.any(Date),
    });
});

test('a new value becomes AWSCURRENT, the one before AWSPREVIOUS, and the one before that is gone', async () => {
  const first = await make('moving', 'one');
  const second = await put('moving', 'two');
  expect(second.VersionStages).toEqual(['AWSCURRENT']);
  expect(await stages('moving')).toEqual({
    [String(first.VersionId)]: ['AWSPREVIOUS'],
    [String(second.VersionId)]: ['AWSCURRENT'],
  });
  await expect(value('moving')).resolves.toHaveProperty('SecretString', 'two');
  await expect(value('moving', { VersionStage: 'AWSPREVIOUS' })).resolves.toHaveProperty(
    'SecretString',
    'one',
  );
  await put('moving', 'three');
  await expect(value('moving', { VersionId: first.VersionId })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: `Secrets Manager can't find the specified secret value for VersionId: ${first.VersionId}`,
  });
});

test('a version under another label leaves AWSCURRENT where it is, until the label is moved', async () => {
  const { VersionId: old = '' } = await make('pending', 'old');
  const { VersionId: next = '' } = await put('pending', 'new', { VersionStages: ['AWSPENDING'] });
  await expect(value('pending')).resolves.toHaveProperty('SecretString', 'old');
  const move = { SecretId: 'pending', VersionStage: 'AWSCURRENT', MoveToVersionId: next };
  await expect(server.client.send(new UpdateSecretVersionStageCommand(move))).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: expect.stringContaining(`currently attached to version ${old}`),
  });
  await server.client.send(new UpdateSecretVersionStageCommand({ ...move, RemoveFromVersionId: old }));
  expect(await stages('pending')).toEqual({ [old]: ['AWSPREVIOUS'], [next]: ['AWSPENDING', 'AWSCURRENT'] });
});

test('the same request twice makes one version; another value under its token is refused', async () => {
  const ClientRequestToken = randomUUID();
  await make('twice', 'first');
  await put('twice', 'second', { ClientRequestToken });
  await put('twice', 'second', { ClientRequestToken });
  expect(Object.keys((await stages('twice')) ?? {})).toHaveLength(2);
  await expect(put('twice', 'third', { ClientRequestToken })).rejects.toMatchObject({
    name: 'ResourceExistsException',
  });
});

test('bytes come back as they went in', async () => {
  const SecretBinary = Uint8Array.from([0, 255, 128, 10]);
  await server.client.send(new CreateSecretCommand({ Name: 'bytes', SecretBinary }));
  await expect(value('bytes')).resolves.toMatchObject({ SecretBinary });
});

test('secrets are listed page by page, and by the beginning of their names', async () => {
  for (const name of ['list/a', 'list/b', 'list/c']) await make(name, name);
  const Filters = [{ Key: 'name' as const, Values: ['list/'] }];
  const first = await server.client.send(new ListSecretsCommand({ Filters, MaxResults: 2 }));
  const { NextToken } = first;
  const second = await server.client.send(new ListSecretsCommand({ Filters, MaxResults: 2, NextToken }));
  const names = [first, second].flatMap(({ SecretList = [] }) => SecretList.map(({ Name }) => Name));
  expect(names).toEqual(['list/a', 'list/b', 'list/c']);
  expect(second.NextToken).toBeUndefined();
});

test('what is not there, there already, empty or unknown is refused under AWS’s names', async () => {
  await expect(value('nowhere')).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: "Secrets Manager can't find the specified secret.",
    $metadata: expect.objectContaining({ httpStatusCode: 400 }),
  });
  await make('empty');
  await expect(value('empty')).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
  });
  await expect(make('empty', 'again')).rejects.toMatchObject({ name: 'ResourceExistsException' });
  await expect(server.client.send(new PutSecretValueCommand({ SecretId: 'empty' }))).rejects.toMatchObject({
    name: 'InvalidRequestException',
  });
  await expect(make('a name', 'x')).rejects.toMatchObject({ name: 'InvalidParameterException' });
  await expect(server.client.send(new DeleteSecretCommand({ SecretId: 'empty' }))).rejects.toMatchObject({
    name: 'UnknownOperationException',
  });
});

test('a request that nobody signed is refused, as on AWS', async () => {
  const response = await fetch(server.url, {
    method: 'POST',
    headers: { 'x-amz-target': 'secretsmanager.GetSecretValue' },
    body: '{"SecretId":"empty"}',
  });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ __type: 'MissingAuthenticationTokenException' });
});

test('after a restart on the same folder the secrets are what they were', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'secrets-'));
  const before = await startManager({ directory });
  const made = await before.client.send(
    new CreateSecretCommand({ Name: 'kept', SecretString: 'still here' }),
  );
  await before.stop();
  const after = await startManager({ directory });
  const found = await after.client.send(new GetSecretValueCommand({ SecretId: 'kept' }));
  expect(found).toMatchObject({ ARN: made.ARN, VersionId: made.VersionId, SecretString: 'still here' });
  await after.stop();
  await rm(directory, { recursive: true });
});
