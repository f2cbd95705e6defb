import { type DynamoDBDocumentClient, GetCommand, PutCommand, paginateScan } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Audience, Outlet, PumpState, PumpStore } from '../core/fan-out/ports.ts';
import { tookEffect } from './conditional.ts';
import { keys, roomIn } from './keys.ts';

const pumpItem = z.pipe(
  z.object({
    since: z.number(),
    cursor: z.number(),
    /** Absent of a room that was pumped before anyone could be away. */
    awayFrom: z.optional(z.number()),
    nextAt: z.number(),
    /** Absent of a room that was pumped last before it was kept. */
    pauseMs: z._default(z.number(), 0),
    owner: z.string(),
    heldUntil: z.number(),
  }),
  z.transform(({ awayFrom, ...item }) => ({ ...item, awayFrom: awayFrom ?? item.cursor + 1 })),
);

/** A room that was quiet for so long begins anew with its next message. */
const KEPT_MS = 86_400_000; // 1 day

/** One item for each audience of a large room, in the `messages` table. */
export function pumpStore(options: {
  documents: DynamoDBDocumentClient;
  table: string;
  now: () => number;
}): PumpStore {
  const { documents, table: TableName, now } = options;

  async function put(outlet: Outlet, state: PumpState, condition: object): Promise<boolean> {
    const expiresAt = Math.floor((now() + KEPT_MS) / 1000);
    const Item = { ...keys.pump(outlet), ...state, expiresAt };
    return tookEffect(documents.send(new PutCommand({ TableName, Item, ...condition })));
  }

  async function read(outlet: Outlet): Promise<PumpState | undefined> {
    const { Item } = await documents.send(
      new GetCommand({ TableName, Key: keys.pump(outlet), ConsistentRead: true }),
    );
    return Item && pumpItem.parse(Item);
  }

  return {
    read,

    async take(outlet, state, seen) {
      const isTaken = await put(
        outlet,
        state,
        seen
          ? {
              ConditionExpression: '#owner = :owner AND heldUntil = :heldUntil AND #cursor = :cursor',
              ExpressionAttributeNames: { '#owner': 'owner', '#cursor': 'cursor' },
              ExpressionAttributeValues: {
                ':owner': seen.owner,
                ':heldUntil': seen.heldUntil,
                ':cursor': seen.cursor,
              },
            }
          : { ConditionExpression: 'attribute_not_exists(PK)' },
      );
      // The SDK repeats a write whose reply got lost, and the second try fails because the first took effect.
      return isTaken || (await read(outlet))?.owner === state.owner;
    },

    keep: (outlet, state) =>
      put(outlet, state, {
        ConditionExpression: '#owner = :owner',
        ExpressionAttributeNames: { '#owner': 'owner' },
        ExpressionAttributeValues: { ':owner': state.owner },
      }),

    async *held() {
      const pages = paginateScan(
        { client: documents },
        {
          TableName,
          ConsistentRead: true,
          FilterExpression: 'begins_with(SK, :pump) AND heldUntil > :released',
          ExpressionAttributeValues: {
            ':pump': keys.pump({ room: '', audience: 'looking' }).SK,
            ':released': 0,
          },
        },
      );
      for await (const { Items = [] } of pages)
        for (const item of Items) {
          const room = roomIn(String(item.PK));
          const audience: Audience =
            item.SK === keys.pump({ room, audience: 'away' }).SK ? 'away' : 'looking';
          yield { outlet: { room, audience }, state: pumpItem.parse(item) };
        }
    },
  };
}
