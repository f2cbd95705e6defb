/** The tables of the scaling discussion that this project began from, as they stood. */
const SCALES = ['thousands', 'tens of thousands', 'millions'] as const;
export type SeedScale = (typeof SCALES)[number];

export interface SeedLoad {
  readonly scale: SeedScale;
  readonly users: number;
  readonly requests: number;
  readonly secretCalls: number;
}

export const LOADS: readonly SeedLoad[] = [
  { scale: 'thousands', users: 1_000, requests: 1_000_000, secretCalls: 1_000 },
  { scale: 'tens of thousands', users: 10_000, requests: 10_000_000, secretCalls: 10_000 },
  { scale: 'millions', users: 1_000_000, requests: 100_000_000, secretCalls: 1_000_000 },
];

export const TABLES = ['API Gateway', 'Lambda', 'DynamoDB', 'Cognito', 'Secrets Manager'] as const;
export type SeedTable = (typeof TABLES)[number];

/** USD a month, as claimed. */
export const CLAIMS: Readonly<Record<SeedTable, Readonly<Record<SeedScale, number>>>> = {
  'API Gateway': { thousands: 3.5, 'tens of thousands': 35, millions: 350 },
  Lambda: { thousands: 0.258, 'tens of thousands': 2.58, millions: 25.8 },
  DynamoDB: { thousands: 750, 'tens of thousands': 7_500, millions: 75_000 },
  Cognito: { thousands: 5.5, 'tens of thousands': 55, millions: 3_250 },
  'Secrets Manager': { thousands: 0.405, 'tens of thousands': 0.45, millions: 5.4 },
};

export const CLAIMED_TOTALS: Readonly<Record<SeedScale, number>> = {
  thousands: 759.67,
  'tens of thousands': 7_593.03,
  millions: 78_631.2,
};

/** GB-seconds as claimed, for 100 ms at 128 MB. */
export const CLAIMED_GB_SECONDS: Readonly<Record<SeedScale, number>> = {
  thousands: 3_472,
  'tens of thousands': 34_720,
  millions: 347_200,
};

export const WRONG: Readonly<Record<SeedTable, string>> = {
  'API Gateway':
    'Prices of a REST API for a WebSocket API, and neither deliveries nor connection minutes counted.',
  Lambda: 'GB-seconds too low by 3.6: a million runs of 100 ms at 0.125 GB are 12,500 GB-seconds, not 3,472.',
  DynamoDB: 'A thousand times too high: $1.25 and $0.25 are for a million requests, not for a thousand.',
  Cognito: 'The last tier taken for all users: the first 100,000 of a million cost more.',
  'Secrets Manager':
    'The sum is right; a call a user is an assumption without a cause: cached, calls follow containers.',
};
