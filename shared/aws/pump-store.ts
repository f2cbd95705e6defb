import { type DynamoDBDocumentClient, GetCommand, PutCommand, paginateScan } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { PumpState, PumpStore } from '../core/fan-out/ports.ts';
import { tookEffect } from './conditional.ts';
import { keys, roomIn } from './keys.ts';

const pumpItem = z.object({
  since: z.number(),
  cursor: z.number(),
  nextAt: z.number(),
  owner: z.string(),
  heldUntil: z.number(),
});

/** A room that was quiet for so long begins anew with its next message. */
const KEPT_MS = 86_400_000; // 1 day

/** One item a large room, in the `messages` table. */
export function pumpStore(options: {
  documents: DynamoDBDocumentClient;
  table: string;
  now: () => number;
}): PumpStore {
  const { documents, table: TableName, now } = options;

  async function put(room: string, state: PumpState, condition: object): Promise<boolean> {
    const expiresAt = Math.floor((now() + KEPT_MS) / 1000);
    const Item = { ...keys.pump(room), ...state, expiresAt };
    return tookEffect(documents.send(new PutCommand({ TableName, Item, ...condition })));
  }

  async function read(room: string): Promise<PumpState | undefined> {
    const { Item } = await documents.send(
      new GetCommand({ TableName, Key: keys.pump(room), ConsistentRead: true }),
    );
    return Item && pumpItem.parse(Item);
  }

  return {
    read,

    async take(room, state, seen) {
      const isTaken = await put(
        room,
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
      return isTaken || (await read(room))?.owner === state.owner;
    },

    keep: (room, state) =>
      put(room, state, {
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
          FilterExpression: 'SK = :pump AND heldUntil > :released',
          ExpressionAttributeValues: { ':pump': keys.pump('').SK, ':released': 0 },
        },
      );
      for await (const { Items = [] } of pages)
        for (const item of Items) yield { room: roomIn(String(item.PK)), state: pumpItem.parse(item) };
    },
  };
}
