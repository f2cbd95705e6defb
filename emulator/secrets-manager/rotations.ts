/** Rotations run in the background, as on AWS: RotateSecret answers at once, DescribeSecret tells when it is done. */
import { createLock } from '../lock.ts';
import { notInvocable } from './errors.ts';
import { CURRENT, type Secret, withStage } from './secret.ts';
import type { Secrets } from './secrets.ts';

export interface RotationEvent {
  readonly Step: (typeof STEPS)[number];
  readonly SecretId: string;
  /** The id of the version that the rotation makes. */
  readonly ClientRequestToken: string;
}

/** A Lambda function, called with one step after the other. */
export type RotationFunction = (event: RotationEvent) => Promise<unknown>;

const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;

export type Rotations = ReturnType<typeof createRotations>;

export function createRotations(deps: {
  secrets: Secrets;
  functionOf(arn: string): RotationFunction | undefined;
  now(): number;
}) {
  const { secrets, functionOf, now } = deps;
  const lock = createLock();
  const underWay = new Map<string, Promise<void>>();

  async function run(arn: string, versionId: string, rotate: RotationFunction): Promise<void> {
    for (const Step of STEPS) await rotate({ Step, SecretId: arn, ClientRequestToken: versionId });
    const after = await secrets.get(arn);
    if (withStage(after, CURRENT)?.id !== versionId)
      throw new Error(`the rotation function left ${versionId} without ${CURRENT}`);
    await secrets.change(arn, () => ({ rotatedAt: now() }));
  }

  return {
    /** Starts the steps, or leaves them running. */
    start(secret: Secret, versionId: string): void {
      const { arn, rotationLambdaArn = '' } = secret;
      const rotate = functionOf(rotationLambdaArn);
      if (!rotate) throw notInvocable();
      const key = `${arn} ${versionId}`;
      if (underWay.has(key)) return;
      const ended = lock(arn, () => run(arn, versionId, rotate))
        .catch((error: unknown) => console.error(`Rotation of ${secret.name} failed:`, error))
        .finally(() => underWay.delete(key));
      underWay.set(key, ended);
    },

    isInvocable: (arn: string) => functionOf(arn) !== undefined,

    async ended(): Promise<void> {
      await Promise.all(underWay.values());
    },
  };
}
