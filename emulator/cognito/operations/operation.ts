/** What an operation is: a schema for its input, and what it does; who may call it without AWS credentials. */
import * as z from 'zod';
import { readInput } from '../../http/aws-json.ts';
import { invalidParameter, resourceNotFound } from '../errors.ts';
import type { UserPool } from '../user-pool.ts';

export interface Operation {
  /** Cognito takes it only signed with AWS credentials. */
  readonly signed: boolean;
  run(pool: UserPool, body: unknown): Promise<object>;
}

type Work<Input> = (pool: UserPool, input: Input) => Promise<object> | object;

export const Username = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u);
export const Password = z.string().min(1).max(256);
const ClientId = z.string().min(1).max(128);

/** Open objects: clients send optional parameters that have no meaning here. */
export const Anything = z.looseObject({});
export const OfClient = z.looseObject({ ClientId });
export const OfPool = z.looseObject({ UserPoolId: z.string().min(1).max(55) });
export const OfUser = OfPool.extend({ Username });

export function publicOperation<Input>(schema: z.ZodType<Input>, work: Work<Input>): Operation {
  return { signed: false, run: async (pool, body) => work(pool, readInput(schema, body, invalidParameter)) };
}

export function clientOperation<Input extends { ClientId: string }>(
  schema: z.ZodType<Input>,
  work: Work<Input>,
): Operation {
  return publicOperation(schema, (pool, input) => {
    checkClient(pool, input.ClientId);
    return work(pool, input);
  });
}

export function signedOperation<Input>(schema: z.ZodType<Input>, work: Work<Input>): Operation {
  return { ...publicOperation(schema, work), signed: true };
}

export function poolOperation<Input extends { UserPoolId: string }>(
  schema: z.ZodType<Input>,
  work: Work<Input>,
): Operation {
  return signedOperation(schema, (pool, input) => {
    if (input.UserPoolId !== pool.id) throw resourceNotFound(`User pool ${input.UserPoolId} does not exist.`);
    return work(pool, input);
  });
}

/** Tells of what an administrator did to a user. The record of it names the pool, and not the user. */
export function recordChange(
  pool: UserPool,
  eventName: string,
  { sub }: { readonly sub: string },
  parameters: Readonly<Record<string, string>> = {},
): void {
  const username = 'HIDDEN_DUE_TO_SECURITY_REASONS';
  pool.userChanged({ eventName, sub, parameters: { userPoolId: pool.id, username, ...parameters } });
}

export function checkClient(pool: UserPool, clientId: string): void {
  if (clientId !== pool.clientId) throw resourceNotFound(`User pool client ${clientId} does not exist.`);
}
