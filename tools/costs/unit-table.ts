/** The table that the cost model reads, counted. */
import {
  type OperationName,
  operationName,
  SIZE_OF,
  type UnitTable,
  unitTable,
} from '../../costs/model/unit-table.ts';
import { COUNTS } from './operations.ts';
import type { Servers } from './servers.ts';

/** Between two sizes the model draws a straight line: they lie where DynamoDB's steps of 4 KB do, and at the limits. */
const SIZES: Readonly<Record<OperationName, readonly number[]>> = {
  connect: [0],
  disconnect: [0, 1, 10, 50],
  departure: [0],
  joinRooms: [1, 10, 50],
  sendMessage: [1, 2, 10, 25, 50, 75, 100],
  sendToLargeRoom: [101],
  pumpTick: [101, 500, 1_000, 1_001, 3_000],
  awayTick: [101, 500],
  sync: [1, 10, 50],
  ping: [0],
  typing: [2, 10, 25, 50, 75, 100],
  markRead: [2, 10, 25, 50, 75, 100],
  view: [2, 10, 25, 50, 75, 100],
  presenceEvent: [2, 10, 25, 50, 75, 100],
  sweep: [0, 500, 2_000],
};

const NOTE =
  'Each operation ran through the local gateway and the real handlers, warm and uncontended, against the embedded store, whose reports were added up. Rooms held more messages than one read of the tail shows. Writes to the index of memberships, which that store does not report, were added: one a read mark. pumpTick is a pump of its own, which takes the lease and lets it go; one that goes on writes the lease once a tick. awayTick is one frame to those who have the room out of view, by a pump that waits five seconds for it and keeps its lease meanwhile. departure is its note, the look at it, in full batches, and the read by which the next join finds that there is none, which was added; what it reads of rooms is presenceEvent. sweep is of connections with one room each. Rooms over 100 connections held them in the table only: their posts were counted and went nowhere.';

/** @param onCount told before each count: how far it is */
export async function countedUnits(
  servers: Servers,
  onCount: (name: OperationName, n: number) => void = () => {},
): Promise<UnitTable> {
  const operations: Record<string, { per: string | null; points: object[] }> = {};
  for (const name of operationName.options) {
    const points = [];
    for (const n of SIZES[name]) {
      onCount(name, n);
      points.push({ n, ...(await COUNTS[name](servers, n)) });
    }
    operations[name] = { per: SIZE_OF[name], points };
  }
  return unitTable.parse({
    generated: { by: 'costs:units', at: new Date().toISOString().slice(0, 10), note: NOTE },
    messageBytes: servers.plain.messageBytes,
    operations,
  });
}
