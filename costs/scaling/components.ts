/** The five components: what each can take, what it costs, and how long it takes, at each scale. */

import { QUOTAS } from '../defaults.ts';
import { count, seconds, usd } from '../format.ts';
import { firstTier } from '../model/tiers.ts';
import type { Demand } from '../plan/demand.ts';
import { prices, SCALES, type Scale } from './figures.ts';
import { paragraphs, table } from './markdown.ts';

const scales = SCALES.map(({ name }) => name);
const row = (what: string, figure: (scale: Scale) => string) => [what, ...SCALES.map(figure)];
const quota = (name: keyof typeof QUOTAS.quotas) => count(QUOTAS.quotas[name].value);

const lines = (service: string) => {
  const [first] = SCALES;
  const named = first?.cost.bill.filter(line => line.service === service) ?? [];
  return named.flatMap(({ what }) => {
    const of = ({ cost }: Scale) => cost.bill.find(line => line.service === service && line.what === what);
    return [row(what, scale => count(of(scale)?.quantity ?? 0)), row('', scale => usd(of(scale)?.usd ?? 0))];
  });
};

const costs = (service: string): string =>
  table(
    ['a month', ...scales],
    [...lines(service), row('**USD**', ({ cost }) => `**${usd(serviceCost(cost.services, service))}**`)],
  );

const serviceCost = (services: Readonly<Record<string, number>>, service: string) => services[service] ?? 0;

const verdict = ({ verdict: kind, raiseTo = 0 }: Demand) =>
  kind === 'raise' ? `raise to ${count(raiseTo)}` : kind === 'fits' ? 'fits' : 'no quota serves';

/** What is needed of some quotas, next to their defaults. */
function demands(matches: (demand: Demand) => boolean): string {
  const [first] = SCALES;
  const kinds = first?.plan.demands.filter(matches) ?? [];
  return table(
    ['needed, against the default', 'default', ...scales],
    kinds.map(kind => [
      `${kind.what}, ${kind.when}`,
      count(kind.default),
      ...SCALES.map(({ plan }) => {
        const same = plan.demands.find(
          each =>
            each.quota === kind.quota &&
            each.when === kind.when &&
            each.what.split(', ')[0] === kind.what.split(', ')[0],
        );
        return same ? `${count(same.needed)}: ${verdict(same)}` : '';
      }),
    ]),
  );
}

const starts = (prefix: string) => (demand: Demand) => demand.quota.startsWith(prefix);

const apiGateway = () =>
  paragraphs(
    '### 1. API Gateway',
    `**Performance.** ${quota('apiGateway.requestsPerSecond')} requests a second by default, for the whole account and region: frames from clients and every post to a connection count, with a burst of ${quota('apiGateway.requestBurst')}. ${quota('apiGateway.connectsPerSecond')} new connections a second, which a reconnect storm meets first. Connections themselves have no quota.`,
    demands(starts('apiGateway')),
    `**Cost.** Messages of both directions, replies and posts among them, in steps of 32 KB, at ${usd(firstTier(prices.prices['apiGateway.message']) * 1e6)} a million; connection minutes at ${usd(firstTier(prices.prices['apiGateway.connectionMinute']) * 1e6)} a million.`,
    costs('API Gateway'),
    '**Time.** AWS publishes no latency of PostToConnection; the simulator takes the round trip that `costs/service-times.json` names, with its source.',
  );

const lambda = () =>
  paragraphs(
    '### 2. Lambda functions',
    `**Performance.** ${quota('lambda.concurrency')} executions at once by default (a new account may begin with 10), and 1,000 more each 10 seconds a function.`,
    demands(starts('lambda')),
    `**Cost.** ${usd(firstTier(prices.prices['lambda.request']) * 1e6)} a million requests and $${firstTier(prices.prices['lambda.gbSecond'])} a GB-second, on arm64 at 512 MB ([why](#lambda-memory)). Durations are measured CPU time plus round trips, never a guess of 100 ms.`,
    costs('Lambda'),
    '**Time.** `npm run bench -- cold` measures what a cold start spends on importing our code; AWS adds its own hundred milliseconds or more. The busiest functions are seldom cold.',
  );

const dynamodb = () =>
  paragraphs(
    '### 3. DynamoDB',
    `**Performance.** A table takes ${quota('dynamodb.tableReads')} read and ${quota('dynamodb.tableWrites')} write units a second by default, a partition ${quota('dynamodb.partitionReads')} and ${quota('dynamodb.partitionWrites')}, and one room is one partition: a room takes 50 messages a second by default.`,
    demands(starts('dynamodb')),
    `**Cost.** On demand $${firstTier(prices.prices['dynamodb.write']) * 1e6} a million writes and $${firstTier(prices.prices['dynamodb.read']) * 1e6} a million reads. A message costs one write and two reads, plus the query of who is in the room.`,
    costs('DynamoDB'),
    '**Time.** Single-digit milliseconds a call; a send makes three in sequence.',
  );

const cognito = () =>
  paragraphs(
    '### 4. Cognito',
    `**Performance.** ${quota('cognito.userAuthentication')} sign-ins and refreshes a second by default. A storm in which every token has lapsed takes longer than any quota allows: tokens that outlive an outage need no refresh.`,
    demands(starts('cognito')),
    `**Cost.** Monthly active users on the Lite plan: 10,000 free, then ${usd(firstTier(prices.prices['cognito.lite']))} each, less from 100,000 on. Users who do not sign in cost nothing.`,
    costs('Cognito'),
    '**Time.** Once a sign-in and once a token; no message waits for Cognito. Access tokens are verified in the authorizer against cached keys.',
  );

const secrets = () =>
  paragraphs(
    '### 5. Secrets Manager',
    '**Performance.** One secret with the API keys of servers, read by the functions that check them, at most once in 5 minutes a warm container.',
    `**Cost.** ${usd(firstTier(prices.prices['secretsManager.secret']))} a secret and ${usd(firstTier(prices.prices['secretsManager.call']) * 1e4)} for 10,000 calls.`,
    costs('Secrets Manager'),
    '**Time.** A few milliseconds, off the path of nearly every request.',
  );

export const components = (): string => paragraphs(apiGateway(), lambda(), dynamodb(), cognito(), secrets());

export const delivery = (): string =>
  table(
    ['room', 'connections', 'messages a second', ...SCALES.map(({ name }) => `${name}: p50 / p99`)],
    (SCALES[0]?.plan.rooms ?? []).map(({ room }) => {
      const largest = SCALES.at(-1)?.plan.rooms.find(each => each.room === room);
      return [
        room,
        count(largest?.connections ?? 0),
        count(largest?.messagesPerSecond ?? 0),
        ...SCALES.map(({ plan }) => {
          const times = plan.rooms.find(each => each.room === room)?.atRaised;
          return times ? `${seconds(times.p50)} / ${seconds(times.p99)}` : 'piles up';
        }),
      ];
    }),
  );
