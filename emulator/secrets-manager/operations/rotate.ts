import * as z from 'zod';
import { notInvocable, notRotatable, rotationIncomplete } from '../errors.ts';
import { unfinished, withPending } from '../secret.ts';
import { ClientRequestToken, OfSecret, operation } from './operation.ts';

export const rotateOperations = {
  RotateSecret: operation(
    OfSecret.extend({
      ClientRequestToken,
      RotationLambdaARN: z.string().max(2048).optional(),
      RotationRules: z.record(z.string(), z.unknown()).optional(),
      RotateImmediately: z.boolean().default(true),
    }),
    async ({ secrets, rotations, now }, input) => {
      const {
        SecretId,
        ClientRequestToken: versionId,
        RotationLambdaARN,
        RotationRules,
        RotateImmediately,
      } = input;
      const before = await secrets.get(SecretId);
      const rotationLambdaArn = RotationLambdaARN ?? before.rotationLambdaArn;
      if (!rotationLambdaArn) throw notRotatable();
      if (!rotations.isInvocable(rotationLambdaArn)) throw notInvocable();
      const secret = await secrets.change(SecretId, found => ({
        rotationLambdaArn,
        ...(RotationRules && { rotationRules: RotationRules }),
        ...(RotateImmediately && { versions: withPending(found, versionId, now()) }),
      }));
      const { arn: ARN, name: Name } = secret;
      if (!RotateImmediately) return { ARN, Name };
      const pending = unfinished(secret);
      if (pending !== undefined) rotations.start(secret, pending);
      if (pending !== undefined && pending !== versionId) throw rotationIncomplete();
      return { ARN, Name, VersionId: versionId };
    },
  ),
};
