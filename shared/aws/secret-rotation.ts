/** The four steps in which Secrets Manager rotates a secret. Each may be run twice. */
import { isDeepStrictEqual } from 'node:util';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { nextSecret } from '../core/secret.ts';
import { completeSecret, parseSecret } from './secret.ts';

const CURRENT = 'AWSCURRENT';
const PENDING = 'AWSPENDING';

export interface Rotation {
  readonly secretId: string;
  /** The version that this rotation creates. */
  readonly versionId: string;
}

export function secretRotation(client: SecretsManagerClient) {
  const current = async (SecretId: string) =>
    parseSecret((await client.send(new GetSecretValueCommand({ SecretId }))).SecretString);

  async function pending({
    secretId: SecretId,
    versionId: VersionId,
  }: Rotation): Promise<string | undefined> {
    try {
      const value = await client.send(
        new GetSecretValueCommand({ SecretId, VersionId, VersionStage: PENDING }),
      );
      return value.SecretString;
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
  }

  return {
    async createSecret(rotation: Rotation): Promise<void> {
      if ((await pending(rotation)) !== undefined) return;
      const { secretId: SecretId, versionId: ClientRequestToken } = rotation;
      const SecretString = JSON.stringify(nextSecret(await current(SecretId)));
      await client.send(
        new PutSecretValueCommand({ SecretId, ClientRequestToken, SecretString, VersionStages: [PENDING] }),
      );
    },

    /** No other system holds the keys, so there is nothing to set. */
    async setSecret(): Promise<void> {},

    async testSecret(rotation: Rotation): Promise<void> {
      const next = completeSecret(await pending(rotation));
      const inUse = await current(rotation.secretId);
      // Another secret was put in the meantime: finishing would revoke the key in it, or drop the servers' keys.
      const isOurs = inUse.current === next.current;
      if (!isOurs && (inUse.current !== next.previous || !isDeepStrictEqual(inUse.keys, next.keys)))
        throw new Error(
          `${CURRENT} changed since this rotation began: take ${PENDING} off version ${rotation.versionId} and rotate again`,
        );
    },

    async finishSecret({ secretId: SecretId, versionId }: Rotation): Promise<void> {
      const { VersionIdsToStages = {} } = await client.send(new DescribeSecretCommand({ SecretId }));
      const [holder] =
        Object.entries(VersionIdsToStages).find(([, stages]) => stages.includes(CURRENT)) ?? [];
      if (holder !== versionId)
        await client.send(
          new UpdateSecretVersionStageCommand({
            SecretId,
            VersionStage: CURRENT,
            MoveToVersionId: versionId,
            RemoveFromVersionId: holder,
          }),
        );
      // A version that kept it would look like a rotation under way as soon as somebody puts another secret: none would begin again.
      if (VersionIdsToStages[versionId]?.includes(PENDING))
        await client.send(
          new UpdateSecretVersionStageCommand({
            SecretId,
            VersionStage: PENDING,
            RemoveFromVersionId: versionId,
          }),
        );
    },
  };
}
