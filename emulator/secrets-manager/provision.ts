/** What CloudFormation does with secrets: makes those that are missing, and has them rotated. */
import { randomUUID } from 'node:crypto';
import { functionArn } from '../arns.ts';
import type { LambdaFunction } from '../lambda/function.ts';
import type { Invoker } from '../lambda/invoker.ts';
import { LOCAL_REGION } from '../local-aws.ts';
import { rotateOperations } from './operations/rotate.ts';
import type { RotationFunction } from './rotations.ts';
import { CURRENT, newArn, withStage } from './secret.ts';
import type { Secrets } from './secrets.ts';
import type { SecretsManager } from './secrets-manager.ts';

export interface NewSecret {
  readonly name: string;
  readonly description: string | undefined;
  value(): string;
}

export interface Rotation {
  /** Its ARN or its name. */
  readonly secretId: string;
  readonly fn: LambdaFunction;
  /** Rotated when the rotation is configured, and not only when somebody asks for it. */
  readonly atOnce: boolean;
}

/** Returns each secret's ARN, by its name. */
export async function ensureSecrets(
  secrets: Secrets,
  wanted: readonly NewSecret[],
): Promise<Map<string, string>> {
  const arns = new Map<string, string>();
  for (const { name, description, value } of wanted) {
    const found = await secrets.find(name);
    const arn = found?.arn ?? newArn(LOCAL_REGION, name);
    arns.set(name, arn);
    if (found) continue;
    const createdAt = Date.now();
    const version = { id: randomUUID(), stages: [CURRENT], createdAt, value: { SecretString: value() } };
    await secrets.add({ name, arn, description, createdAt, changedAt: createdAt, versions: [version] });
  }
  return arns;
}

/** Finds a rotation's function by its ARN. */
export const rotators =
  (rotations: readonly Rotation[], invoker: Invoker) =>
  (arn: string): RotationFunction | undefined => {
    const found = rotations.find(({ fn }) => arn === functionArn(fn.handler));
    return found && (event => invoker.invoke(found.fn, event));
  };

/** Configures the rotations that are new, and waits until those that begin at once are done. */
export async function configureRotations(
  manager: SecretsManager,
  rotations: readonly Rotation[],
): Promise<void> {
  for (const { secretId, fn, atOnce } of rotations) {
    const { rotationLambdaArn } = await manager.secrets.get(secretId);
    if (rotationLambdaArn !== undefined) continue;
    await rotateOperations.RotateSecret(manager, {
      SecretId: secretId,
      ClientRequestToken: randomUUID(),
      RotationLambdaARN: functionArn(fn.handler),
      RotateImmediately: atOnce,
    });
  }
  await manager.rotations.ended();
}

/** The value that counts at the moment. */
export async function currentText(secrets: Secrets, secretId: string): Promise<string | undefined> {
  return withStage(await secrets.get(secretId), CURRENT)?.value.SecretString;
}
