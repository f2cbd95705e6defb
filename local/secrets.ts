/** The stand-in for Secrets Manager with the one secret in it, made at the first start. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { HttpService } from '../emulator/http/http-service.ts';
import { arnOf } from '../emulator/lambda/function.ts';
import type { Invoker } from '../emulator/lambda/invoker.ts';
import { LOCAL_REGION } from '../emulator/local-aws.ts';
import { SECRETS_MANAGER_TARGET, secretsManagerApi } from '../emulator/secrets-manager/api.ts';
import type { RotationFunction } from '../emulator/secrets-manager/rotations.ts';
import { CURRENT, newArn, withStage } from '../emulator/secrets-manager/secret.ts';
import { openSecretsManager, type SecretsManager } from '../emulator/secrets-manager/secrets-manager.ts';
import { awsService } from '../emulator/services.ts';
import { parseSecret, type StoredSecret } from '../shared/aws/secret.ts';
import { firstSecret } from '../shared/core/secret.ts';
import { TRIGGERED } from '../shared/routes.ts';

const SECRET_ID = 'messaging/keys';
const ROTATOR = arnOf('rotate-secret');

export interface LocalSecrets {
  readonly secretId: string;
  readonly service: HttpService;
  /** As they are now. */
  keys(): Promise<StoredSecret>;
  /** Resolves once no rotation is under way. */
  rotated(): Promise<void>;
  close(): Promise<void>;
}

const functionOf =
  (invoker: Invoker) =>
  (arn: string): RotationFunction | undefined => {
    const spec = TRIGGERED.find(
      ({ handler, trigger }) => trigger.kind === 'rotation' && arn === arnOf(handler),
    );
    return spec && (event => invoker.invoke(spec, event));
  };

async function makeSecret({ secrets, now }: SecretsManager): Promise<void> {
  if (await secrets.find(SECRET_ID)) return;
  const createdAt = now();
  await secrets.add({
    name: SECRET_ID,
    arn: newArn(LOCAL_REGION, SECRET_ID),
    description: 'The API keys of POST /publish, and the key that webhooks are signed with',
    createdAt,
    changedAt: createdAt,
    rotationLambdaArn: ROTATOR,
    versions: [
      {
        id: randomUUID(),
        stages: [CURRENT],
        createdAt,
        value: { SecretString: JSON.stringify(firstSecret()) },
      },
    ],
  });
}

/** @param directory where the data of this machine lies; undefined keeps it in memory */
export async function openSecrets(invoker: Invoker, directory: string | undefined): Promise<LocalSecrets> {
  const manager = await openSecretsManager({
    region: LOCAL_REGION,
    functionOf: functionOf(invoker),
    ...(directory && { directory: join(directory, 'secrets') }),
  });
  await makeSecret(manager);
  return {
    secretId: SECRET_ID,
    service: awsService(SECRETS_MANAGER_TARGET, secretsManagerApi(manager)),
    async keys() {
      const version = withStage(await manager.secrets.get(SECRET_ID), CURRENT);
      return parseSecret(version?.value.SecretString);
    },
    rotated: () => manager.rotations.ended(),
    close: () => manager.close(),
  };
}
