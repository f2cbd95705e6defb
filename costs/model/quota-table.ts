/** The shape of quotas.json: what an account may do by default, where that was read, and whether more is granted. */
import * as z from 'zod';
import { source } from './source.ts';

const QUOTA_NAMES = [
  'apiGateway.connectsPerSecond',
  'apiGateway.requestsPerSecond',
  'apiGateway.requestBurst',
  'apiGateway.connectionSeconds',
  'apiGateway.idleSeconds',
  'apiGateway.frameBytes',
  'lambda.concurrency',
  'lambda.scaling',
  'dynamodb.tableReads',
  'dynamodb.tableWrites',
  'dynamodb.partitionReads',
  'dynamodb.partitionWrites',
  'cognito.userAuthentication',
] as const;
export type QuotaName = (typeof QUOTA_NAMES)[number];

const quota = z.strictObject({
  what: z.string(),
  value: z.number().positive(),
  adjustable: z.boolean(),
  scope: z.string(),
  source,
});

export const quotaTable = z.strictObject({
  quotas: z.record(z.enum(QUOTA_NAMES), quota),
  /** An assumption, not a quota: how far above a default one may plan. */
  grants: z.strictObject({ timesDefault: z.number().min(1), why: z.string() }),
});
export type QuotaTable = z.infer<typeof quotaTable>;
