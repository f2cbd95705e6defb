/** The sweep of a table of any size: its rows are made as the scan reads them, so that what is held is the sweep's own. */
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { TABLES } from '../../../local/store.ts';
import { accountStore } from '../../../shared/aws/account-store.ts';
import { connectionStore } from '../../../shared/aws/connection-store.ts';
import { roomStore } from '../../../shared/aws/room-store.ts';
import { snapshotStore } from '../../../shared/aws/snapshot-store.ts';
import { sweep } from '../../../shared/core/admin/sweep.ts';
import { NO_WEBHOOKS } from '../../../shared/core/webhooks/ports.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings.ts';
import { inProcessDocuments } from '../../../test/support/dynamodb/engine.ts';
import { NO_RATES } from '../../../test/support/no-rates.ts';
import { rowsOf } from '../../costs/rooms.ts';

/** DynamoDB's page of a scan is 1 MB. */
const ROWS_A_PAGE = 5_000;
const MEMBERS_OF_A_ROOM = 50;
const LOOKS = 10;
/** Names and values, as DynamoDB counts them; numbers take some ten bytes. */
const bytesOf = (row: object): number =>
  Object.entries(row).reduce(
    (sum, [name, value]) =>
      sum + name.length + (typeof value === 'string' ? value.length : value instanceof Set ? 16 : 10),
    0,
  );

export const swept = z.strictObject({
  connections: z.number(),
  /** Of the scan, at half a unit for 4 KB: it reads eventually consistently. */
  readUnits: z.number(),
  /** With what it takes to make the rows that are read, without those collections. */
  cpuMs: z.number(),
  /** The most that was held, in MiB: what the heap grew by, after a collection at some ten of the pages. */
  heapMib: z.number(),
});
type Swept = z.infer<typeof swept>;

export async function sweepOf(connections: number): Promise<Swept> {
  const now = Date.now();
  let bytes = 0;
  let most = 0;
  let pages = 0;
  const looksEvery = Math.ceil(connections / (ROWS_A_PAGE / 2) / LOOKS);
  const looking = { user: 0, system: 0 };
  const held = () => {
    globalThis.gc?.();
    return process.memoryUsage().heapUsed;
  };
  const before = held();
  function look(): void {
    const cpu = process.cpuUsage();
    most = Math.max(most, held());
    const { user, system } = process.cpuUsage(cpu);
    looking.user += user;
    looking.system += system;
  }
  const page = ({ Segment = 0, TotalSegments = 1, ExclusiveStartKey }: ScanCommand['input']) => {
    const [first, end] = [Segment, Segment + 1].map(each => Math.floor((each * connections) / TotalSegments));
    const from = Number(ExclusiveStartKey?.next ?? first);
    const to = Math.min(end ?? 0, from + ROWS_A_PAGE / 2);
    const Items = Array.from({ length: Math.max(0, to - from) }, (_, index) =>
      rowsOf(`room-${Math.floor((from + index) / MEMBERS_OF_A_ROOM)}`, from + index, now),
    )
      .flat()
      // A store returns all rows of one partition together.
      .sort(({ PK: a }, { PK: b }) => (String(a) < String(b) ? -1 : 1));
    bytes += Items.reduce((sum, row) => sum + bytesOf(row), 0);
    pages += 1;
    if (pages % looksEvery === 0) look();
    return { Items, ...(to < (end ?? 0) && { LastEvaluatedKey: { next: to } }) };
  };
  const engine = inProcessDocuments();
  const documents: typeof engine = Object.assign(Object.create(engine), {
    send: async (command: Parameters<typeof engine.send>[0]) =>
      command instanceof ScanCommand && command.input.TableName === TABLES.connections
        ? page(command.input)
        : engine.send(command),
  });
  const inMessages = { documents, table: TABLES.messages, now: Date.now };
  const cpu = process.cpuUsage();
  const { connections: counted } = await sweep(
    {
      accounts: accountStore(inMessages),
      connections: connectionStore({ documents, table: TABLES.connections, now: Date.now }),
      rooms: roomStore(inMessages),
      snapshots: snapshotStore(inMessages),
      settings: DEFAULT_SETTINGS,
      clock: {
        now: Date.now,
        monotonic: () => performance.now(),
        sleep: async () => {},
        random: Math.random,
      },
      logger: console,
      rates: NO_RATES,
      webhooks: NO_WEBHOOKS,
      departures: undefined,
      poster: { post: async () => 'posted', disconnect: async () => true, isConnected: async () => true },
    },
    { aheadSeconds: 90, probes: 1_000 },
  );
  const { user, system } = process.cpuUsage(cpu);
  const cpuMicros = user + system - looking.user - looking.system;
  if (counted !== connections) throw new Error(`${counted} of ${connections} were swept`);
  return {
    connections,
    readUnits: Math.ceil(bytes / 4_096 / 2),
    cpuMs: Math.round(cpuMicros / 1_000),
    heapMib: Math.round(Math.max(0, most - before) / 2 ** 20),
  };
}
