/** The secrets themselves: made, described, listed. */
import * as z from 'zod';
import { invalidParameter } from '../errors.ts';
import { CURRENT, isEmpty, isSame, newArn, type Secret, withId } from '../secret.ts';
import { Anything, ClientRequestToken, OfSecret, operation, SecretValue } from './operation.ts';

export const secretOperations = {
  CreateSecret: operation(
    Anything.extend({
      Name: z.string().regex(/^[A-Za-z0-9/_+=.@-]{1,512}$/),
      Description: z.string().max(2048).optional(),
      ClientRequestToken,
      ...SecretValue,
    }),
    async (manager, { Name, Description, ClientRequestToken: id, SecretString, SecretBinary }) => {
      const value = { SecretString, SecretBinary };
      const before = await manager.secrets.find(Name);
      const version = before && withId(before, id);
      // The same request a second time.
      if (before && version && isSame(version.value, value)) return { ARN: before.arn, Name, VersionId: id };
      const now = manager.now();
      const arn = newArn(manager.region, Name);
      const versions = isEmpty(value) ? [] : [{ id, stages: [CURRENT], createdAt: now, value }];
      await manager.secrets.add({
        name: Name,
        arn,
        description: Description,
        createdAt: now,
        changedAt: now,
        versions,
      });
      return { ARN: arn, Name, ...(versions.length > 0 && { VersionId: id }) };
    },
  ),

  DescribeSecret: operation(OfSecret, async (manager, { SecretId }) => {
    const secret = await manager.secrets.get(SecretId);
    return { ...summary(secret), VersionIdsToStages: stagesOf(secret) };
  }),

  ListSecrets: operation(
    Anything.extend({
      MaxResults: z.int().min(1).max(100).default(100),
      NextToken: z.string().min(1).optional(),
      Filters: z.array(z.looseObject({ Key: z.string(), Values: z.array(z.string()) })).default([]),
    }),
    async (manager, { MaxResults, NextToken, Filters }) => {
      const other = Filters.find(({ Key }) => Key !== 'name');
      if (other) throw invalidParameter(`Filtering by ${other.Key} is not supported.`);
      const SecretList: object[] = [];
      let last: string | undefined;
      for await (const secret of manager.secrets.list(NextToken)) {
        if (!Filters.every(({ Values }) => Values.some(value => secret.name.startsWith(value)))) continue;
        if (SecretList.length === MaxResults) return { SecretList, NextToken: last };
        SecretList.push({ ...summary(secret), SecretVersionsToStages: stagesOf(secret) });
        last = secret.name;
      }
      return { SecretList };
    },
  ),
};

const stagesOf = ({ versions }: Secret) => Object.fromEntries(versions.map(({ id, stages }) => [id, stages]));

function summary(secret: Secret) {
  const { arn, name, description, rotationLambdaArn, rotationRules, createdAt, changedAt, rotatedAt } =
    secret;
  return {
    ARN: arn,
    Name: name,
    Description: description,
    RotationEnabled: rotationLambdaArn !== undefined,
    RotationLambdaARN: rotationLambdaArn,
    RotationRules: rotationRules,
    CreatedDate: createdAt / 1_000,
    LastChangedDate: changedAt / 1_000,
    ...(rotatedAt !== undefined && { LastRotatedDate: rotatedAt / 1_000 }),
  };
}
