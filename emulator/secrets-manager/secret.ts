/** A secret with its versions, and the rules by which staging labels move between them. */
import { randomInt } from 'node:crypto';
import * as z from 'zod';
import { invalidParameter, valueNotFound } from './errors.ts';

export const CURRENT = 'AWSCURRENT';
const PREVIOUS = 'AWSPREVIOUS';
const PENDING = 'AWSPENDING';

/** Text, or bytes in base64. A version that a rotation began has none yet. */
const Value = z.object({ SecretString: z.string().optional(), SecretBinary: z.string().optional() });
export type Value = z.infer<typeof Value>;

const Version = z.object({
  id: z.string(),
  stages: z.array(z.string()),
  createdAt: z.number(),
  value: Value,
});
export type Version = z.infer<typeof Version>;

export const Secret = z.object({
  name: z.string(),
  arn: z.string(),
  description: z.string().optional(),
  createdAt: z.number(),
  changedAt: z.number(),
  rotatedAt: z.number().optional(),
  rotationLambdaArn: z.string().optional(),
  rotationRules: z.record(z.string(), z.unknown()).optional(),
  versions: z.array(Version),
});
export type Secret = z.infer<typeof Secret>;

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** AWS ends an ARN with six random characters, so that a name used again is another secret. */
export function newArn(region: string, name: string): string {
  const suffix = Array.from({ length: 6 }, () => LETTERS.charAt(randomInt(LETTERS.length))).join('');
  return `arn:aws:secretsmanager:${region}:000000000000:secret:${name}-${suffix}`;
}

export const isEmpty = ({ SecretString, SecretBinary }: Value): boolean =>
  SecretString === undefined && SecretBinary === undefined;

export const isSame = (one: Value, other: Value): boolean =>
  one.SecretString === other.SecretString && one.SecretBinary === other.SecretBinary;

export const withId = ({ versions }: Secret, id: string): Version | undefined =>
  versions.find(version => version.id === id);

export const withStage = ({ versions }: Secret, stage: string): Version | undefined =>
  versions.find(({ stages }) => stages.includes(stage));

/** The version that is asked for: by id, by label, or by both if they agree. */
export function wantedVersion(secret: Secret, id: string | undefined, stage: string | undefined): Version {
  const version = id === undefined ? withStage(secret, stage ?? CURRENT) : withId(secret, id);
  if (!version || isEmpty(version.value))
    throw valueNotFound(id === undefined ? `staging label: ${stage ?? CURRENT}` : `VersionId: ${id}`);
  if (stage !== undefined && !version.stages.includes(stage))
    throw invalidParameter(`Staging label ${stage} is not attached to version ${version.id}.`);
  return version;
}

/** Puts a label on one version, or on none. What loses AWSCURRENT becomes AWSPREVIOUS; what has no label left goes. */
export function moveStage(versions: readonly Version[], stage: string, to: string | undefined): Version[] {
  const from = versions.find(({ stages }) => stages.includes(stage))?.id;
  const moved = versions.map(version => {
    const others = version.stages.filter(label => label !== stage);
    return { ...version, stages: version.id === to ? [...others, stage] : others };
  });
  const after =
    stage === CURRENT && from !== undefined && from !== to ? moveStage(moved, PREVIOUS, from) : moved;
  return after.filter(({ stages }) => stages.length > 0);
}

/** The version that a rotation began and did not finish. */
export function unfinished(secret: Secret): string | undefined {
  const pending = withStage(secret, PENDING);
  return pending?.stages.includes(CURRENT) ? undefined : pending?.id;
}

/** A version without a value, labelled AWSPENDING: what the first step of a rotation finds. */
export function withPending(secret: Secret, id: string, now: number): Version[] {
  if (withId(secret, id) || unfinished(secret) !== undefined) return secret.versions;
  return moveStage([...secret.versions, { id, stages: [], createdAt: now, value: {} }], PENDING, id);
}
