/** The seed's own prices, applied as they are meant to be. */
import type { SeedLoad, SeedTable } from './claims.ts';

const million = 1e6;
/** 100 ms at 128 MB, as the seed assumes. */
export const gbSecondsOf = (requests: number): number => requests * 0.1 * 0.125;

/** The seed's three tiers of monthly active users. */
function cognito(users: number): number {
  const first = Math.min(users, 50_000);
  const second = Math.min(Math.max(users - 50_000, 0), 50_000);
  const rest = Math.max(users - 100_000, 0);
  return first * 0.0055 + second * 0.0046 + rest * 0.00325;
}

export const AT_SEED_PRICES: Readonly<Record<SeedTable, (load: SeedLoad) => number>> = {
  'API Gateway': ({ requests }) =>
    (Math.min(requests, 333 * million) / million) * 3.5 +
    (Math.max(requests - 333 * million, 0) / million) * 1,
  Lambda: ({ requests }) => (requests / million) * 0.2 + gbSecondsOf(requests) * 0.00001667,
  DynamoDB: ({ requests }) => (requests / 2 / million) * 1.25 + (requests / 2 / million) * 0.25,
  Cognito: ({ users }) => cognito(users),
  'Secrets Manager': ({ secretCalls }) => 0.4 + (secretCalls / 10_000) * 0.05,
};
