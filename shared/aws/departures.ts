/** Departures: rows of the `messages` table beside the account's, and an SQS queue that gives them back later. */
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { type DynamoDBDocumentClient, PutCommand, paginateQuery, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Departure, Departures } from '../core/presence/ports.ts';
import { tookEffect } from './conditional.ts';
import { departureRange, keys } from './keys.ts';
import { messageBody, type QueueOptions, queueClient, twice } from './queue-client.ts';

const departureItem = z.object({
  name: z.string(),
  connectionId: z.string(),
  at: z.number(),
  /** A set that is empty is none. */
  rooms: z._default(z.set(z.string()), new Set()),
});

/** Far longer than the queue tries: what is in a note was told to nobody, as long as it is there. */
const KEPT_SECONDS = 86_400; // a day
/** That somebody vanished may be found out by a sender, who waits; told at once, it would flicker. */
const SEND_MS = 3_000;

export interface DeparturesOptions {
  readonly documents: DynamoDBDocumentClient;
  readonly table: string;
  /** Asked for when something is put off: a user who only comes back needs no queue. */
  readonly queue: () => QueueOptions;
}

export function departureStore({ documents, table: TableName, queue }: DeparturesOptions): Departures {
  const keyOf = ({ userId, at, connectionId }: Departure) => keys.departure(userId, at, connectionId);
  let client: ReturnType<typeof queueClient> | undefined;

  return {
    async note(departure) {
      const { name, connectionId, at, rooms } = departure;
      const expiresAt = Math.floor(at / 1_000) + KEPT_SECONDS;
      const Item = { ...keyOf(departure), name, connectionId, at, rooms: new Set(rooms), expiresAt };
      await documents.send(new PutCommand({ TableName, Item }));
    },

    async since(userId, from, consistency) {
      const { PK, low, high } = departureRange(userId, from);
      const query = {
        TableName,
        KeyConditionExpression: 'PK = :pk AND SK BETWEEN :low AND :high',
        ExpressionAttributeValues: { ':pk': PK, ':low': low, ':high': high },
        ConsistentRead: consistency === 'strong',
      };
      const found: Departure[] = [];
      for await (const { Items = [] } of paginateQuery({ client: documents }, query))
        for (const item of Items) {
          const { rooms, ...rest } = departureItem.parse(item);
          found.push({ userId, ...rest, rooms: [...rooms] });
        }
      return found;
    },

    take: (departure, room) =>
      tookEffect(
        documents.send(
          new UpdateCommand({
            TableName,
            Key: keyOf(departure),
            UpdateExpression: 'DELETE rooms :rooms',
            ConditionExpression: 'contains(rooms, :room)',
            ExpressionAttributeValues: { ':rooms': new Set([room]), ':room': room },
          }),
        ),
      ),

    async lookAgain(departure, DelaySeconds) {
      const { queueUrl: QueueUrl, ...options } = queue();
      client ??= queueClient({ queueUrl: QueueUrl, ...options });
      const to = client;
      const MessageBody = messageBody(departure);
      const command = new SendMessageCommand({ QueueUrl, MessageBody, DelaySeconds });
      await twice(SEND_MS, abortSignal => to.send(command, { abortSignal }));
    },
  };
}
