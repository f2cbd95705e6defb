/** One room is one partition of each table: what the busiest of them takes. */
import { DESIGN } from '../model/design.ts';
import { packing } from '../model/packing.ts';
import type { Profile } from '../model/profile.ts';
import type { Operations, RoomTraffic } from '../model/traffic.ts';
import type { Units, UnitTable } from '../model/unit-table.ts';
import { unitsOfAll } from '../model/units.ts';

export interface PartitionLoad {
  readonly room: string;
  readonly table: 'connections' | 'messages';
  readonly reads: number;
  readonly writes: number;
}

/** A busy second of one such room. */
function roomSecond(
  room: RoomTraffic,
  { messageBytes, minutesPerSession, typingPerMessage, readsPerMessage }: Profile,
  roomPostsPerSecond: number,
): Operations[] {
  const { connections: n, messagesPerSecond, direct, inView } = room;
  const pack = packing({
    connections: n,
    messagesPerSecond,
    textBytes: messageBytes,
    roomPostsPerSecond,
  });
  const turnover = (2 * n) / (minutesPerSession * 60);
  return direct
    ? [
        { operation: 'sendMessage', n, count: messagesPerSecond },
        { operation: 'typing', n, told: inView, count: messagesPerSecond * typingPerMessage },
        { operation: 'markRead', n, told: inView, count: messagesPerSecond * readsPerMessage },
        { operation: 'presenceEvent', n, told: inView, count: turnover },
      ]
    : [
        { operation: 'sendToLargeRoom', n, count: messagesPerSecond },
        { operation: 'pumpTick', n, told: inView, count: messagesPerSecond / pack.perFrame },
        ...(inView < 1
          ? [{ operation: 'awayTick' as const, n, told: 1 - inView, count: 1 / DESIGN.awaySeconds }]
          : []),
      ];
}

/** @param recoverSeconds in which everybody who was cut off joins again */
export function partitionLoads(
  rooms: readonly RoomTraffic[],
  profile: Profile,
  units: UnitTable,
  { roomPostsPerSecond, recoverSeconds }: { roomPostsPerSecond: number; recoverSeconds: number },
): PartitionLoad[] {
  return rooms.flatMap(room => {
    const busy: Units = unitsOfAll(units, roomSecond(room, profile, roomPostsPerSecond));
    const rejoining = room.connections / recoverSeconds;
    return [
      {
        room: room.name,
        table: 'connections' as const,
        reads: busy.reads.connections,
        writes: Math.max(busy.writes.connections, rejoining),
      },
      {
        room: room.name,
        table: 'messages' as const,
        reads: busy.reads.messages,
        writes: busy.writes.messages,
      },
    ];
  });
}
