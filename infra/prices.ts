/** First-tier prices in us-east-1, USD a unit, read 2026-11: for an estimate on the dashboard, not for a bill. */
export const USD = {
  meteredMessage: 1.0 / 1e6, // https://aws.amazon.com/api-gateway/pricing/
  connectionMinute: 0.25 / 1e6,
  lambdaRequest: 0.2 / 1e6, // https://aws.amazon.com/lambda/pricing/
  lambdaGbSecond: 0.0000133334, // arm64
  readUnit: 0.125 / 1e6, // https://aws.amazon.com/dynamodb/pricing/on-demand/
  writeUnit: 0.625 / 1e6,
} as const;
