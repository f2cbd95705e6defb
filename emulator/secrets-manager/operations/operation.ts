/** What an operation is: a schema for its input, and what it does. */
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { readInput } from '../../http/aws-json.ts';
import { invalidParameter } from '../errors.ts';
import type { SecretsManager } from '../secrets-manager.ts';

export type Operation = (manager: SecretsManager, body: unknown) => Promise<object>;

/** Open objects: clients send optional parameters that have no meaning here. */
export const Anything = z.looseObject({});
export const OfSecret = z.looseObject({ SecretId: z.string().min(1).max(2048) });

/** It becomes the version's id; the SDK and the CLI make one up if the caller has none. */
export const ClientRequestToken = z.string().min(32).max(64).default(randomUUID);

export const SecretValue = {
  SecretString: z.string().min(1).max(65_536).optional(),
  SecretBinary: z.base64().min(1).max(87_384).optional(),
};

export const operation =
  <Input>(
    schema: z.ZodType<Input>,
    work: (manager: SecretsManager, input: Input) => Promise<object>,
  ): Operation =>
  (manager, body) =>
    work(manager, readInput(schema, body, invalidParameter));
