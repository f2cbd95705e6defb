/** RotateSecret, with a function that is told the steps. */
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RotationEvent } from '../../../emulator/secrets-manager/rotations.ts';
import { type ManagerServer, startManager } from './manager-server.ts';

const ROTATOR = 'arn:aws:lambda:us-east-1:000000000000:function:rotator';

let server: ManagerServer;
let steps: RotationEvent[];
let rotate: (event: RotationEvent) => Promise<unknown>;

beforeEach(async () => {
  steps = [];
  rotate = rotateAsUsual;
  server = await startManager({
    functionOf: arn =>
      arn === ROTATOR
        ? event => {
            steps.push(event);
            return rotate(event);
          }
        : undefined,
  });
  await server.client.send(new CreateSecretCommand({ Name: 'turning', SecretString: 'one' }));
});
afterEach(() => server.stop());

async function rotateAsUsual({ Step, SecretId, ClientRequestToken }: RotationEvent): Promise<void> {
  if (Step === 'createSecret')
    await server.client.send(
      new PutSecretValueCommand({
        SecretId,
        ClientRequestToken,
        SecretString: 'two',
        VersionStages: ['AWSPENDING'],
      }),
    );
  if (Step === 'finishSecret') {
    const { VersionIdsToStages = {} } = await describe();
    await server.client.send(
      new UpdateSecretVersionStageCommand({
        SecretId,
        VersionStage: 'AWSCURRENT',
        MoveToVersionId: ClientRequestToken,
        RemoveFromVersionId: Object.keys(VersionIdsToStages).find(id =>
          VersionIdsToStages[id]?.includes('AWSCURRENT'),
        ),
      }),
    );
  }
}

const describe = () => server.client.send(new DescribeSecretCommand({ SecretId: 'turning' }));
const start = (more = {}) =>
  server.client.send(new RotateSecretCommand({ SecretId: 'turning', RotationLambdaARN: ROTATOR, ...more }));

test('the function is told four steps, one after the other, and the version it made is current', async () => {
  const { VersionId = '', ARN } = await start();
  await server.manager.rotations.ended();
  expect(steps).toEqual(
    ['createSecret', 'setSecret', 'testSecret', 'finishSecret'].map(Step => ({
      Step,
      SecretId: ARN,
      ClientRequestToken: VersionId,
    })),
  );
  const described = await describe();
  expect(described).toMatchObject({
    RotationEnabled: true,
    RotationLambdaARN: ROTATOR,
    LastRotatedDate: expect.any(Date),
  });
  expect(described.VersionIdsToStages?.[VersionId]).toContain('AWSCURRENT');
});

test('a secret is rotated again without naming the function again', async () => {
  await start();
  await server.manager.rotations.ended();
  await server.client.send(new RotateSecretCommand({ SecretId: 'turning' }));
  await server.manager.rotations.ended();
  expect(steps).toHaveLength(8);
});

test('if a step fails the old value stays, and the next request tries the same version again', async () => {
  const complain = vi.spyOn(console, 'error').mockImplementation(() => {});
  rotate = async () => {
    throw new Error('the database is away');
  };
  const { VersionId } = await start();
  await server.manager.rotations.ended();
  expect(complain).toHaveBeenCalledWith('Rotation of turning failed:', new Error('the database is away'));
  complain.mockRestore();
  expect((await describe()).LastRotatedDate).toBeUndefined();

  rotate = rotateAsUsual;
  await expect(start()).rejects.toMatchObject({
    name: 'InvalidRequestException',
    message: "A previous rotation isn't complete. That rotation will be reattempted.",
  });
  await server.manager.rotations.ended();
  expect((await describe()).VersionIdsToStages?.[String(VersionId)]).toContain('AWSCURRENT');
});

test('a rotation without a function, or with one that is not there, is refused', async () => {
  await expect(start({ RotationLambdaARN: undefined })).rejects.toMatchObject({
    name: 'InvalidRequestException',
    message: 'No Lambda rotation function ARN is associated with this secret.',
  });
  await expect(start({ RotationLambdaARN: `${ROTATOR}-2` })).rejects.toMatchObject({
    name: 'AccessDeniedException',
  });
  expect((await describe()).RotationEnabled).toBe(false);
});

test('a schedule can be set without rotating at once', async () => {
  await start({ RotateImmediately: false, RotationRules: { AutomaticallyAfterDays: 30 } });
  await server.manager.rotations.ended();
  expect(steps).toEqual([]);
  expect((await describe()).RotationRules).toEqual({ AutomaticallyAfterDays: 30 });
});
