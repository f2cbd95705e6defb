/** The stand-in for Secrets Manager with the template's secrets in it, rotated by the template's function. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { parseSecret } from '../../shared/aws/secret.ts';
import { LOCAL_REGION } from '../local-aws.ts';
import { rotateOperations } from '../secrets-manager/operations/rotate.ts';
import type { RotationFunction } from '../secrets-manager/rotations.ts';
import { CURRENT, newArn, withStage } from '../secrets-manager/secret.ts';
import { openSecretsManager, type SecretsManager } from '../secrets-manager/secrets-manager.ts';
import type { TemplateRotation, TemplateSecret } from './secrets.ts';
import { functionArn } from './stack.ts';

export const openSecretsOf = (
  directory: string | undefined,
  functionOf: (arn: string) => RotationFunction | undefined,
): Promise<SecretsManager> =>
  openSecretsManager({
    region: LOCAL_REGION,
    functionOf,
    ...(directory && { directory: join(directory, 'secrets') }),
  });

/** Makes what is missing. Answers each secret's ARN, by its name. */
export async function makeSecrets(
  { secrets, now }: SecretsManager,
  wanted: readonly TemplateSecret[],
): Promise<Map<string, string>> {
  const arns = new Map<string, string>();
  for (const { name, description, value } of wanted) {
    const found = await secrets.find(name);
    const arn = found?.arn ?? newArn(LOCAL_REGION, name);
    arns.set(name, arn);
    if (found) continue;
    const createdAt = now();
    const version = { id: randomUUID(), stages: [CURRENT], createdAt, value: { SecretString: value() } };
    await secrets.add({ name, arn, description, createdAt, changedAt: createdAt, versions: [version] });
  }
  return arns;
}

/** As CloudFormation does when it makes a schedule that rotates at once; returns when that is done. */
export async function rotate(manager: SecretsManager, rotations: readonly TemplateRotation[]): Promise<void> {
  for (const { secretArn, fn, atOnce } of rotations) {
    const { rotationLambdaArn } = await manager.secrets.get(secretArn);
    if (rotationLambdaArn !== undefined) continue;
    await rotateOperations.RotateSecret(manager, {
      SecretId: secretArn,
      ClientRequestToken: randomUUID(),
      RotationLambdaARN: functionArn(fn.handler),
      RotateImmediately: atOnce,
    });
  }
  await manager.rotations.ended();
}

/** The API key that counts at the moment. */
export async function apiKeyIn({ secrets }: SecretsManager, name: string): Promise<string> {
  const version = withStage(await secrets.get(name), CURRENT);
  return parseSecret(version?.value.SecretString).current;
}
