/** Everything the operations work on: the secrets, and who rotates them. */
import { openStorage } from '../storage.ts';
import { createRotations, type RotationFunction, type Rotations } from './rotations.ts';
import { createSecrets, type Secrets } from './secrets.ts';

export interface SecretsManagerOptions {
  /** Where the secrets are kept; absent: in memory. */
  readonly directory?: string;
  readonly region: string;
  /** The Lambda function of an ARN; undefined where there is none. */
  functionOf?(arn: string): RotationFunction | undefined;
  now?(): number;
}

export interface SecretsManager {
  readonly region: string;
  readonly secrets: Secrets;
  readonly rotations: Rotations;
  now(): number;
  /** Waits for the rotations that are under way. */
  close(): Promise<void>;
}

export async function openSecretsManager(options: SecretsManagerOptions): Promise<SecretsManager> {
  const { directory, region, functionOf = () => undefined, now = Date.now } = options;
  const storage = await openStorage(directory);
  const secrets = createSecrets(storage);
  const rotations = createRotations({ secrets, functionOf, now });
  return {
    region,
    secrets,
    rotations,
    now,
    async close() {
      await rotations.ended();
      await storage.close();
    },
  };
}
