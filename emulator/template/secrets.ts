/** The secrets that CloudFormation would make up, and who rotates them. */
import { randomInt } from 'node:crypto';
import * as z from 'zod';
import type { FindFunction, TemplateFunction } from './functions.ts';
import type { Stack } from './stack.ts';

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

export interface TemplateSecret {
  readonly name: string;
  readonly description: string | undefined;
  value(): string;
}

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

export const secretsOf = (stack: Stack): TemplateSecret[] =>
  stack
    .read('AWS::SecretsManager::Secret', secretProperties)
    .map(({ logicalId, Name, Description, GenerateSecretString }) => ({
      name: Name ?? `${stack.name}-${logicalId}`,
      description: Description,
      value: () => made(GenerateSecretString),
    }));

export interface TemplateRotation {
  readonly secretArn: string;
  readonly fn: TemplateFunction;
  readonly atOnce: boolean;
}

export const rotationsOf = (stack: Stack, functionOf: FindFunction): TemplateRotation[] =>
  stack
    .read('AWS::SecretsManager::RotationSchedule', rotationProperties)
    .map(({ SecretId, RotationLambdaARN, RotateImmediatelyOnUpdate }) => ({
      secretArn: SecretId,
      fn: functionOf(RotationLambdaARN),
      atOnce: RotateImmediatelyOnUpdate,
    }));
