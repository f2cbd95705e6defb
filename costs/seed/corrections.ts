/** What the seed says in words, and what is so. */
import type { Prices } from '../model/price-table.ts';
import { firstTier } from '../model/tiers.ts';
import type { SeedTable } from './claims.ts';

export interface Correction {
  readonly of: SeedTable | 'Tips';
  readonly said: string;
  readonly so: string;
}

export function corrections({ prices }: Prices): Correction[] {
  const month = (hourly: number) => `$${(hourly * 720).toFixed(4)}`;
  const writeUnit = month(firstTier(prices['dynamodb.writeUnitHour']));
  const readUnit = month(firstTier(prices['dynamodb.readUnitHour']));
  return [
    {
      of: 'API Gateway',
      said: 'Up to 10,000 requests a second by default.',
      so: 'Shared by all APIs of the account and by every post to a connection; a token bucket with a burst of 5,000. 500 new connections a second is the other quota, and the one a reconnect storm meets first.',
    },
    {
      of: 'API Gateway',
      said: 'A request is the unit.',
      so: 'Frames in, replies and posts are, in steps of 32 KB: a message to a room of N is N + 1 messages. Connection minutes come on top.',
    },
    {
      of: 'Lambda',
      said: 'Cold starts are in the range of milliseconds.',
      so: 'Import alone takes 36 ms of a full vCPU (measured), and the platform adds its own: some hundred milliseconds.',
    },
    {
      of: 'DynamoDB',
      said: '$1.25 a WCU-month, $0.25 an RCU-month.',
      so: `No such price: those are on-demand prices of a million (and have halved since). A provisioned unit is ${writeUnit} and ${readUnit} a month of 720 hours.`,
    },
    {
      of: 'DynamoDB',
      said: 'Virtually any level of traffic.',
      so: 'A partition takes 1,000 write and 3,000 read units a second, and one room is one partition.',
    },
    {
      of: 'Cognito',
      said: 'Scales automatically to millions of users.',
      so: '120 sign-ins and refreshes a second by default: a million users whose tokens lapsed together need 2 h 19 min.',
    },
    {
      of: 'Tips',
      said: 'API Gateway: use caching.',
      so: 'A WebSocket API has no cache. Fewer frames save money: packing, no echo, presence in small rooms only.',
    },
    {
      of: 'Tips',
      said: 'Cognito: clean up inactive users.',
      so: 'Only active users are billed: removing inactive ones saves nothing on this bill.',
    },
    {
      of: 'Tips',
      said: 'Secrets in Lambda environment variables.',
      so: 'They can be read by anyone who may see the function, and a rotation needs a deployment. Cached in memory for 5 minutes they cost cents.',
    },
  ];
}
