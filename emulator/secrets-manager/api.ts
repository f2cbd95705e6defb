/** Secrets Manager's AWS JSON 1.1 API, without an HTTP server: the gateway has one, shared with the other stand-ins. */
import { type AwsApi, awsAnswer, operationOf, requireSignature } from '../http/aws-json.ts';
import type { Operation } from './operations/operation.ts';
import { rotateOperations } from './operations/rotate.ts';
import { secretOperations } from './operations/secrets.ts';
import { valueOperations } from './operations/values.ts';
import type { SecretsManager } from './secrets-manager.ts';

/** What `X-Amz-Target` begins with if a request is for Secrets Manager. */
export const SECRETS_MANAGER_TARGET = 'secretsmanager.';

const operations = new Map<string, Operation>(
  Object.entries({ ...secretOperations, ...valueOperations, ...rotateOperations }),
);

export const secretsManagerApi =
  (manager: SecretsManager): AwsApi =>
  (target, body, caller) =>
    awsAnswer(target, '1.1', async () => {
      const operation = operationOf(operations, SECRETS_MANAGER_TARGET, target);
      await requireSignature(caller);
      return operation(manager, body);
    });
