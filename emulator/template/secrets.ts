/** The secrets that CloudFormation would make up, and who rotates them. */
import { randomInt } from 'node:crypto';
import * as z from 'zod';
import type { NewSecret, Rotation } from '../secrets-manager/provision.ts';
import type { FindFunction } from './functions.ts';
import type { Stack } from './stack.ts';
import type { Triggered } from './triggers.ts';

const generated = z.object({
  SecretStringTemplate: z.string(),
  GenerateStringKey: z.string(),
  PasswordLength: z.coerce.number().default(32),
  ExcludePunctuation: z.boolean().default(false),
});

const secretProperties = z.object({
  Name: z.string().optional(),
  Description: z.string().optional(),
  GenerateSecretString: generated,
});

const rotationProperties = z.object({
  SecretId: z.string(),
  RotationLambdaARN: z.string(),
  RotateImmediatelyOnUpdate: z.boolean().default(true),
});

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const PUNCTUATION = '!#$%&()*+,-./:;<=>?@[]^_{|}~';

function made({
  SecretStringTemplate,
  GenerateStringKey,
  PasswordLength,
  ExcludePunctuation,
}: z.infer<typeof generated>) {
  const alphabet = ExcludePunctuation ? LETTERS : LETTERS + PUNCTUATION;
  const password = Array.from({ length: PasswordLength }, () => alphabet.charAt(randomInt(alphabet.length)));
  return JSON.stringify({ ...JSON.parse(SecretStringTemplate), [GenerateStringKey]: password.join('') });
}

export const secretsOf = (stack: Stack): NewSecret[] =>
  stack
    .read('AWS::SecretsManager::Secret', secretProperties)
    .map(({ logicalId, Name, Description, GenerateSecretString }) => ({
      name: Name ?? `${stack.name}-${logicalId}`,
      description: Description,
      value: () => made(GenerateSecretString),
    }));

export const rotationsOf = (stack: Stack, functionOf: FindFunction): (Rotation & Triggered)[] =>
  stack
    .read('AWS::SecretsManager::RotationSchedule', rotationProperties)
    .map(({ SecretId, RotationLambdaARN, RotateImmediatelyOnUpdate }) => ({
      secretId: SecretId,
      fn: functionOf(RotationLambdaARN),
      atOnce: RotateImmediatelyOnUpdate,
      principal: 'secretsmanager.amazonaws.com',
      sourceArn: SecretId,
    }));
