/** What so many users take: the busiest hour and a reconnect storm, against the default quotas. */
import { monthlyCost } from '../model/cost.ts';
import type { QuotaName, QuotaTable } from '../model/quota-table.ts';
import { type RoomTraffic, roomsOf } from '../model/traffic.ts';
import { deliveryOf, type Quotas, type RoomPlan } from './delivery.ts';
import { type Demand, demand } from './demand.ts';
import { type PartitionLoad, partitionLoads } from './partition.ts';
import { type Peak, peakOf } from './peak.ts';
import type { Planned } from './planned.ts';
import { type Storm, stormOf } from './storm.ts';

export interface Plan {
  readonly users: number;
  readonly profile: string;
  readonly peak: Peak;
  readonly storm: Storm;
  readonly partitions: readonly PartitionLoad[];
  readonly demands: readonly Demand[];
  readonly rooms: readonly RoomPlan[];
  /** False where something is beyond any quota that one may plan with. */
  readonly possible: boolean;
  readonly usdAMonth: number;
}

type Load = Omit<Plan, 'rooms' | 'possible'> & {
  readonly rooms: readonly RoomTraffic[];
  /** With every quota raised as far as the demands say. */
  readonly raised: Quotas;
};

export async function planOf(users: number, planned: Planned): Promise<Plan> {
  const { rooms, raised, ...load } = loadOf(users, planned);
  const delivered = await Promise.all(rooms.map(room => deliveryOf(room, load.peak, { ...planned, raised })));
  return {
    ...load,
    rooms: delivered,
    possible:
      load.demands.every(({ verdict, when }) => verdict !== 'beyond' || when === 'storm') &&
      delivered.every(({ possible }) => possible),
  };
}

/** The plan without what takes simulating: how late messages come. */
export function loadOf(users: number, planned: Planned): Load {
  const { profile, inputs, prices, quotas, recoverSeconds } = planned;
  const { traffic, usd } = monthlyCost(users, profile, inputs, { prices, free: 'always' });
  const { roomPostsPerSecond } = inputs.deployment;
  const peak = peakOf(traffic, inputs);
  const storm = stormOf(peak, traffic, { inputs, quotas, recoverSeconds });
  const rooms = roomsOf(users, profile, traffic.peakConnections, roomPostsPerSecond);
  const partitions = partitionLoads(rooms, profile, inputs.units, { roomPostsPerSecond, recoverSeconds });
  const demands = demandsOf(peak, storm, partitions, quotas);
  const granted = (name: QuotaName) => {
    const wanted = demands.filter(({ quota }) => quota === name).map(({ raiseTo }) => raiseTo ?? 0);
    return Math.max(quotas.quotas[name].value, ...wanted);
  };
  const raised = {
    requestsPerSecond: granted('apiGateway.requestsPerSecond'),
    concurrency: granted('lambda.concurrency'),
  };
  return {
    users,
    profile: profile.name,
    peak,
    storm,
    partitions,
    demands,
    rooms,
    raised,
    usdAMonth: usd,
  };
}

function demandsOf(
  { requestsPerSecond, connectsPerSecond, units, functions }: Peak,
  storm: Storm,
  partitions: readonly PartitionLoad[],
  table: QuotaTable,
): Demand[] {
  const busiest = (quota: QuotaName, needed: number, what: string) =>
    demand(table, { quota, needed, what, when: 'busiest hour' });
  const stormy = (quota: QuotaName, needed: number, what: string) =>
    demand(table, { quota, needed, what, when: 'storm' });
  const running = functions.reduce((sum, { concurrency }) => sum + concurrency, 0);
  return [
    busiest('apiGateway.requestsPerSecond', requestsPerSecond, 'requests a second, posts among them'),
    busiest('apiGateway.connectsPerSecond', connectsPerSecond, 'connects a second'),
    stormy('apiGateway.connectsPerSecond', storm.connectsPerSecond, 'connects a second'),
    busiest('lambda.concurrency', running, 'executions at once'),
    stormy('lambda.concurrency', running + storm.concurrency, 'executions at once'),
    ...TABLES.flatMap(name => [
      busiest('dynamodb.tableReads', units.reads[name], `read units a second: ${name}`),
      busiest('dynamodb.tableWrites', units.writes[name], `write units a second: ${name}`),
    ]),
    ...TABLES.flatMap(name => {
      const [reads, writes] = [hottest(partitions, name, 'reads'), hottest(partitions, name, 'writes')];
      return [
        busiest(
          'dynamodb.partitionReads',
          reads.reads,
          `read units a second of a room: ${name}, ${reads.room}`,
        ),
        busiest(
          'dynamodb.partitionWrites',
          writes.writes,
          `write units a second of a room: ${name}, ${writes.room}`,
        ),
      ];
    }),
    // Every connection comes with a fresh token.
    busiest('cognito.userAuthentication', connectsPerSecond, 'sign-ins and refreshes a second'),
    stormy('cognito.userAuthentication', storm.signInsPerSecond, 'refreshes a second, every token lapsed'),
  ];
}

const TABLES = ['connections', 'messages'] as const;

function hottest(
  partitions: readonly PartitionLoad[],
  table: PartitionLoad['table'],
  kind: 'reads' | 'writes',
): PartitionLoad {
  return partitions
    .filter(load => load.table === table)
    .reduce((most, load) => (load[kind] > most[kind] ? load : most));
}
