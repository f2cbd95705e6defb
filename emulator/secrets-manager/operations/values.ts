/** The values of a secret's versions, and the labels that say which one counts. */
import * as z from 'zod';
import { invalidParameter, invalidRequest, valueNotFound, versionExists } from '../errors.ts';
import {
  CURRENT,
  isEmpty,
  isSame,
  moveStage,
  type Secret,
  type Value,
  wantedVersion,
  withId,
  withStage,
} from '../secret.ts';
import { ClientRequestToken, OfSecret, operation, SecretValue } from './operation.ts';

const VersionId = z.string().min(1).max(64).optional();
const Stage = z.string().min(1).max(256);

export const valueOperations = {
  GetSecretValue: operation(
    OfSecret.extend({ VersionId, VersionStage: Stage.optional() }),
    async (manager, input) => {
      const secret = await manager.secrets.get(input.SecretId);
      const { id, stages, createdAt, value } = wantedVersion(secret, input.VersionId, input.VersionStage);
      return {
        ARN: secret.arn,
        Name: secret.name,
        VersionId: id,
        ...value,
        VersionStages: stages,
        CreatedDate: createdAt / 1_000,
      };
    },
  ),

  PutSecretValue: operation(
    OfSecret.extend({
      ClientRequestToken,
      ...SecretValue,
      VersionStages: z.array(Stage).min(1).max(20).default([CURRENT]),
    }),
    async (manager, { SecretId, ClientRequestToken: id, SecretString, SecretBinary, VersionStages }) => {
      const value = { SecretString, SecretBinary };
      if (isEmpty(value) || (SecretString !== undefined && SecretBinary !== undefined))
        throw invalidRequest('You must provide either SecretString or SecretBinary.');
      const now = manager.now();
      const after = await manager.secrets.change(SecretId, secret => ({
        changedAt: now,
        versions: putVersion(secret, { id, value, stages: VersionStages, now }),
      }));
      return {
        ARN: after.arn,
        Name: after.name,
        VersionId: id,
        VersionStages: withId(after, id)?.stages ?? [],
      };
    },
  ),

  UpdateSecretVersionStage: operation(
    OfSecret.extend({ VersionStage: Stage, MoveToVersionId: VersionId, RemoveFromVersionId: VersionId }),
    async (manager, { SecretId, VersionStage, MoveToVersionId: to, RemoveFromVersionId: from }) => {
      const { arn, name } = await manager.secrets.change(SecretId, secret => {
        if (to !== undefined && !withId(secret, to)) throw valueNotFound(`VersionId: ${to}`);
        const holder = withStage(secret, VersionStage)?.id;
        // As on AWS: a caller that moves a label must say which version has it, so that two callers at once do not undo each other.
        if (holder !== undefined && holder !== to && holder !== from)
          throw invalidParameter(
            `The parameter RemoveFromVersionId can't be empty. Staging label ${VersionStage} is currently attached to version ${holder}, so you must explicitly reference that version in RemoveFromVersionId.`,
          );
        return { changedAt: manager.now(), versions: moveStage(secret.versions, VersionStage, to) };
      });
      return { ARN: arn, Name: name };
    },
  ),
};

interface Put {
  readonly id: string;
  readonly value: Value;
  readonly stages: readonly string[];
  readonly now: number;
}

function putVersion(secret: Secret, { id, value, stages, now }: Put): Secret['versions'] {
  const before = withId(secret, id);
  if (before && !isEmpty(before.value)) {
    if (!isSame(before.value, value)) throw versionExists();
    // The same request a second time.
    return secret.versions;
  }
  const others = secret.versions.filter(version => version !== before);
  const version = { id, stages: before?.stages ?? [], createdAt: before?.createdAt ?? now, value };
  // The first version of all is the current one, whatever it is called.
  const labels = withStage(secret, CURRENT) ? stages : [...new Set([...stages, CURRENT])];
  return labels.reduce((versions, stage) => moveStage(versions, stage, id), [...others, version]);
}
