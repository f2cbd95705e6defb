/** Everything the operations work on: the secrets, and what rotates them. */
import { createRotations, type RotationFunction, type Rotations } from './rotations.ts';
import type { Secrets } from './secrets.ts';

export interface SecretsManagerOptions {
  readonly secrets: Secrets;
  readonly region: string;
  /** The Lambda function of an ARN; undefined if there is none. */
  functionOf?(arn: string): RotationFunction | undefined;
  now?(): number;
}

export interface SecretsManager {
  readonly region: string;
  readonly secrets: Secrets;
  readonly rotations: Rotations;
  now(): number;
}

export function createSecretsManager({
  secrets,
  region,
  functionOf = () => undefined,
  now = Date.now,
}: SecretsManagerOptions): SecretsManager {
  return { region, secrets, rotations: createRotations({ secrets, functionOf, now }), now };
}
