import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { RoomDirectory } from '../core/rooms/ports.ts';
import { anyRoomDetails } from '../protocol/index.ts';
import { batchGet } from './batch-get.ts';
import { roomItem } from './items.ts';
import { activeAtIn, keys, listedRoomIn, partitions, roomIn } from './keys.ts';
import { queryPage } from './query-page.ts';
import { detailsItem } from './room-details.ts';

/** A room of a list; `at` is its place in the one by activity. */
interface Listed {
  readonly room: string;
  readonly at?: number;
}

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

  /** Those of a list that are public and there, strongly consistent, and only then what they say of themselves. */
  async function publicRooms(listed: readonly Listed[]) {
    const states = await byRoom(
      [...new Set(listed.map(({ room }) => room))],
      keys.room,
      raw => roomItem.parse(raw),
      true,
    );
    const there = listed.flatMap(({ room, at }) => {
      const state = states.get(room);
      const isThere = state?.kind === 'public' && !state.archived && state.deletedAt === undefined;
      // A room has one place in the list: another was left where it could not be moved.
      return isThere && (at === undefined || state.activeAt === at) ? [{ room, state }] : [];
    });
    const details = await byRoom(
      there.map(({ room }) => room),
      keys.details,
      raw => anyRoomDetails.parse(JSON.parse(detailsItem.parse(raw).details)),
      false,
    );
    return there.map(({ room, state: { connections, connectionsAt, activeAt } }) => {
      const { name, topic, picture } = details.get(room) ?? {};
      return { room, name, topic, picture, connections, connectionsAt, activeAt };
    });
  }

  return {
    async page({ prefix, after, limit }) {
      const { items: found, next } = await queryPage(documents, TableName, {
        ...partitions.publicRooms(prefix),
        after,
        limit,
      });
      const listed = found.map(item => ({ room: listedRoomIn(keyOf(item).SK) }));
      return { items: await publicRooms(listed), next };
    },

    async active({ after, limit }) {
      const { items: found, next } = await queryPage(documents, TableName, {
        ...partitions.activeRooms,
        after,
        limit,
        descending: true,
      });
      const listed = found.map(item => {
        const { SK } = keyOf(item);
        return { room: listedRoomIn(SK), at: activeAtIn(SK) };
      });
      return { items: await publicRooms(listed), next };
    },
  };
}
