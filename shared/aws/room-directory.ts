import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { RoomDirectory } from '../core/rooms/ports.ts';
import { anyRoomDetails } from '../protocol/index.ts';
import { batchGet } from './batch-get.ts';
import { roomItem } from './items.ts';
import { keys, listedRoomIn, partitions, roomIn } from './keys.ts';
import { queryPage } from './query-page.ts';
import { detailsItem } from './room-details.ts';

const keyItem = z.object({ PK: z.string(), SK: z.string() });

/** One partition: a room is written to it once, and a page reads half a unit of the 3,000 a second that it serves. */
export function roomDirectory({
  documents,
  table: TableName,
}: {
  readonly documents: DynamoDBDocumentClient;
  readonly table: string;
}): RoomDirectory {
  const keyOf = (raw: unknown) => keyItem.parse(raw);

  /** By room, what one item of each says. */
  async function byRoom<T>(
    rooms: readonly string[],
    key: (room: string) => Record<string, string>,
    read: (raw: Record<string, unknown>) => T,
    strong: boolean,
  ): Promise<ReadonlyMap<string, T>> {
    const found = await batchGet(documents, TableName, rooms.map(key), strong);
    return new Map(found.map(raw => [roomIn(keyOf(raw).PK), read(raw)]));
  }

  return {
    async page({ prefix, after, limit }) {
      const { items: found, next } = await queryPage(documents, TableName, {
        ...partitions.publicRooms(prefix),
        after,
        limit,
      });
      const listed = found.map(item => listedRoomIn(keyOf(item).SK));
      const states = await byRoom(listed, keys.room, raw => roomItem.parse(raw), true);
      const there = listed.flatMap(room => {
        const state = states.get(room);
        return state?.kind === 'public' && !state.archived && state.deletedAt === undefined
          ? [{ room, state }]
          : [];
      });
      const details = await byRoom(
        there.map(({ room }) => room),
        keys.details,
        raw => anyRoomDetails.parse(JSON.parse(detailsItem.parse(raw).details)),
        false,
      );
      const items = there.map(({ room, state: { connections, connectionsAt } }) => {
        const { name, topic, picture } = details.get(room) ?? {};
        return { room, name, topic, picture, connections, connectionsAt };
      });
      return { items, next };
    },
  };
}
