/** The seed's own quantities at today's list prices, the WebSocket API's for API Gateway; no free allowance, as the seed. */
import type { PriceName, Prices } from '../model/price-table.ts';
import { priceOf } from '../model/tiers.ts';
import { gbSecondsOf } from './at-seed-prices.ts';
import type { SeedLoad, SeedTable } from './claims.ts';

export function atTodaysPrices(
  { prices }: Prices,
  table: SeedTable,
  { requests, users, secretCalls }: SeedLoad,
): number {
  const at = (units: number, name: PriceName) => priceOf(units, prices[name], 'none');
  switch (table) {
    case 'API Gateway':
      return at(requests, 'apiGateway.message');
    case 'Lambda':
      return at(requests, 'lambda.request') + at(gbSecondsOf(requests), 'lambda.gbSecond');
    case 'DynamoDB':
      return at(requests / 2, 'dynamodb.write') + at(requests / 2, 'dynamodb.read');
    case 'Cognito':
      return at(users, 'cognito.lite');
    case 'Secrets Manager':
      return at(1, 'secretsManager.secret') + at(secretCalls, 'secretsManager.call');
  }
}
