/** The charts of the scaling analysis, by file name. */
import { ACCOUNT } from '../defaults.ts';
import { SERVICES } from '../model/bill.ts';
import { simulateSizes } from '../simulate/sizes.ts';
import { costOf, demandsOf, inputs, PROFILE, prices } from './figures.ts';
import { lineChart } from './line-chart.ts';
import listed from './list-prices.json' with { type: 'json' };

/** From so many on to so many, `steps` to each power of ten. */
function powers(from: number, to: number, steps: number): number[] {
  const all: number[] = [];
  for (let exponent = Math.log10(from); exponent <= Math.log10(to) + 1e-9; exponent += 1 / steps)
    all.push(Math.round(10 ** exponent));
  return all;
}

const USERS = powers(100, 10_000_000, 4);

const costByService = (): string => {
  const costs = USERS.map(users => ({ users, cost: costOf(users) }));
  return lineChart({
    title: 'What a month costs, by service',
    x: 'monthly active users',
    y: 'USD a month',
    series: [
      ...SERVICES.map(service => ({
        name: service,
        points: costs.map(({ users, cost }) => [users, cost.services[service]] as const),
      })),
      { name: 'total', points: costs.map(({ users, cost }) => [users, cost.usd] as const) },
    ],
  });
};

const RATES = [0.2, 2, 20] as const;
const ROOMS = [3, 10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000] as const;

const costByRoomSize = async (): Promise<string> => {
  const simulated = await Promise.all(
    RATES.map(async rate => ({
      rate,
      rooms: await simulateSizes(
        { sizes: ROOMS, ways: ['ours'], rate, textBytes: PROFILE.messageBytes, seed: 1 },
        ACCOUNT,
        inputs,
        prices,
      ),
    })),
  );
  return lineChart({
    title: 'What a million delivered messages cost, and list prices elsewhere',
    x: 'connections in the room',
    y: 'USD a million delivered',
    series: simulated.map(({ rate, rooms }) => ({
      name: `${rate} messages a second`,
      points: rooms
        .filter(({ sustained }) => sustained)
        .map(({ members, usdPerMillionDelivered }) => [members, usdPerMillionDelivered] as const),
    })),
    marks: listed.services.map(({ name, usdPerMillion }) => ({ name, at: usdPerMillion })),
  });
};

/** Percent of the default quotas: at 100 a quota is used up. */
const quotasByUsers = (): string => {
  const plans = USERS.map(users => ({ users, demands: demandsOf(users) }));
  const shown = [
    ['apiGateway.requestsPerSecond', 'busiest hour', 'requests a second'],
    ['apiGateway.connectsPerSecond', 'storm', 'connects a second, all back in 2 min'],
    ['lambda.concurrency', 'busiest hour', 'Lambda executions at once'],
    ['dynamodb.tableWrites', 'busiest hour', 'DynamoDB writes a second of a table'],
    ['cognito.userAuthentication', 'busiest hour', 'sign-ins and refreshes a second'],
  ] as const;
  return lineChart({
    title: 'The default quotas, and how much of each is used',
    x: 'monthly active users',
    y: 'percent of the default quota',
    series: shown.map(([quota, when, name]) => ({
      name,
      points: plans.map(({ users, demands }) => {
        const needed = demands
          .filter(each => each.quota === quota && each.when === when)
          .map(each => (100 * each.needed) / each.default);
        return [users, Math.max(...needed)] as const;
      }),
    })),
    marks: [{ name: 'the quota', at: 100 }],
  });
};

export const charts = async (): Promise<Readonly<Record<string, string>>> => ({
  'cost-by-service.svg': costByService(),
  'cost-by-room-size.svg': await costByRoomSize(),
  'quotas-by-users.svg': quotasByUsers(),
});
