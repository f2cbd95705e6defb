/** The shape of prices.json: every price with its tiers, its free allowance, its source and the date it was read. */
import * as z from 'zod';
import { source } from './source.ts';

const tier = z.strictObject({
  /** The tier ends here, counted from the month's first unit; null goes on for ever. */
  upTo: z.number().positive().nullable(),
  usd: z.number().nonnegative(),
});

const ascending = (tiers: readonly { upTo: number | null }[]): boolean =>
  tiers.every(({ upTo }, i) => {
    const before = tiers[i - 1]?.upTo;
    return i === tiers.length - 1
      ? upTo === null
      : upTo !== null && (before === undefined || before === null || upTo > before);
  });

export const price = z.strictObject({
  unit: z.string(),
  /** The prices of the tiers are for this many units. */
  per: z.number().positive(),
  tiers: z.array(tier).min(1).refine(ascending, 'tiers ascend, and the last one has no end'),
  /** The first units of a month cost nothing: for ever, or in an account's first 12 months. */
  free: z.strictObject({ units: z.number().positive(), until: z.enum(['always', '12 months']) }).optional(),
  source,
});
export type Price = z.infer<typeof price>;

const PRICE_NAMES = [
  'apiGateway.message',
  'apiGateway.connectionMinute',
  'lambda.request',
  'lambda.gbSecond',
  'dynamodb.write',
  'dynamodb.read',
  'dynamodb.writeUnitHour',
  'dynamodb.readUnitHour',
  'dynamodb.storageGb',
  'dynamodb.recoveryGb',
  'cognito.lite',
  'cognito.essentials',
  'secretsManager.secret',
  'secretsManager.call',
  'sqs.request',
  'cloudWatch.logGb',
  'cloudWatch.metric',
  'cloudWatch.alarm',
  'cloudWatch.dashboard',
  'transfer.outGb',
] as const;
export type PriceName = (typeof PRICE_NAMES)[number];

/** Off the provisioned price, for a term. */
const reserved = z.strictObject({ discount: z.number().gt(0).lt(1), source });

const region = z.strictObject({
  prices: z.record(z.enum(PRICE_NAMES), price),
  reserved: z.strictObject({ oneYear: reserved, threeYears: reserved }),
});
export type Prices = z.infer<typeof region>;

export const priceTable = z.strictObject({
  regions: z.record(z.string(), region),
  /** Regions that people deploy to and whose prices nobody has read from AWS yet, with the reason. */
  unread: z.record(z.string(), z.string()).optional(),
});
export type PriceTable = z.infer<typeof priceTable>;

export function pricesOf({ regions, unread }: PriceTable, name: string): Prices {
  const found = regions[name];
  if (found) return found;
  const why = unread?.[name] ? ` (${unread[name]})` : '';
  throw new Error(
    `no prices for ${name}${why}: there are prices for ${Object.keys(regions).join(', ')}; hand in others with --prices FILE`,
  );
}
