import { count, seconds, usd } from '../format.ts';
import type { QuotaTable } from '../model/quota-table.ts';
import type { RoomPlan } from '../plan/delivery.ts';
import type { Demand } from '../plan/demand.ts';
import type { Plan } from '../plan/plan.ts';
import type { Percentiles } from '../simulate/deliveries.ts';
import { table } from '../table.ts';

export function planTables(plan: Plan, { grants }: QuotaTable): string {
  const { peak, storm, demands, rooms } = plan;
  const beyond = demands.filter(({ instead }) => instead !== undefined);
  const stuck = rooms.filter(({ possible }) => !possible);
  const slow = rooms.filter(
    ({ possible, messagesPerSecond, mostPerSecond }) =>
      possible && messagesPerSecond > (mostPerSecond ?? messagesPerSecond),
  );
  return [
    `${count(plan.users)} users, profile ${plan.profile}, ${usd(plan.usdAMonth)} a month`,
    table(
      ['busiest hour', ''],
      [
        ['connections', count(peak.connections)],
        ['connects a second', count(peak.connectsPerSecond)],
        ['messages sent a second', count(peak.messagesPerSecond)],
        ['frames from clients a second', count(peak.framesPerSecond)],
        ['posts a second', count(peak.postsPerSecond)],
        ['requests a second in all', count(peak.requestsPerSecond)],
      ],
    ),
    `Against the default quotas:\n${table(
      ['when', 'what', 'needed', 'default', 'verdict'],
      demands.map(each => [each.when, each.what, count(each.needed), count(each.default), verdict(each)]),
      2,
    )}`,
    `Functions at once:\n${table(
      ['function', 'a second', 'at once'],
      peak.functions.map(({ name, perSecond, concurrency }) => [name, count(perSecond), count(concurrency)]),
    )}`,
    `Delivery, from the simulator:\n${roomsTable(rooms)}`,
    `Reconnect storm: all ${count(peak.connections)} back in ${seconds(storm.recoverSeconds * 1_000)} take ${count(storm.connectsPerSecond)} connects a second; the default quota takes ${seconds(storm.secondsAtDefault * 1_000)}, and ${seconds(storm.signInSecondsAtDefault * 1_000)} where every token has lapsed.`,
    ...stuck.map(
      ({ room, connections, messagesPerSecond, leastPostsPerSecond }) =>
        `API Gateway can’t do room ${room} at any quota one may plan with: ${count(messagesPerSecond)} messages a second to ${count(connections)} connections need ${count(leastPostsPerSecond)} posts a second with every frame full. Let fewer messages in, divide the room over accounts, or push it from servers that hold sockets themselves or from AppSync Events.`,
    ),
    ...slow.map(
      ({ room, messagesPerSecond, mostPerSecond = 0, leastPostsPerSecond }) =>
        `Room ${room} takes ${count(mostPerSecond)} messages a second with the pump’s budget, and ${count(messagesPerSecond)} come: allow it more than ${count(leastPostsPerSecond)} posts a second.`,
    ),
    ...beyond.map(
      ({ what, when, needed, instead }) =>
        `No quota that one may plan with serves ${count(needed)} ${what}${when === 'storm' ? ` in ${seconds(storm.recoverSeconds * 1_000)}; a storm then takes longer` : ''}. ${instead}`,
    ),
    ...(beyond.length > 0 || stuck.length > 0 ? [`${grants.why}`] : []),
  ].join('\n\n');
}

const verdict = ({ verdict: kind, raiseTo = 0 }: Demand): string =>
  kind === 'raise' ? `raise to ${count(raiseTo)}` : kind === 'fits' ? 'fits' : 'no quota serves';

const roomsTable = (rooms: readonly RoomPlan[]): string =>
  table(
    ['room', 'connections', 'messages/s', 'path', 'default quotas: p50', 'p99', 'raised: p50', 'p99'],
    rooms.map(({ room, connections, messagesPerSecond, path, atDefault, atRaised }) => [
      room,
      count(connections),
      count(messagesPerSecond),
      path,
      ...times(atDefault),
      ...times(atRaised),
    ]),
  );

const times = (percentiles: Percentiles | undefined): [string, string] =>
  percentiles ? [seconds(percentiles.p50), seconds(percentiles.p99)] : ['too much', 'too much'];
