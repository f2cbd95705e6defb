/** DynamoDB's time to live: what has expired is deleted in the background. On AWS within two days, here within seconds. */
import {
  type CreateTableCommandInput,
  DeleteItemCommand,
  DynamoDBClient,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../local-aws.ts';

export interface Expiring {
  readonly definition: CreateTableCommandInput;
  /** The attribute that holds the time; undefined if nothing ever expires. */
  readonly expiresBy: string | undefined;
}

const describe = z.object({ TableName: z.string() });

/** DescribeTimeToLive, which the store itself answers with DISABLED; undefined for a table that forgets nothing. */
export const describesTimeToLive =
  (tables: readonly Expiring[]) =>
  (input: unknown): object | undefined => {
    const name = describe.safeParse(input).data?.TableName.split('/').at(-1);
    const AttributeName = tables.find(({ definition }) => definition.TableName === name)?.expiresBy;
    if (AttributeName === undefined) return undefined;
    return { TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName } };
  };

export interface Expiry {
  stop(): Promise<void>;
}

export function startExpiry(endpoint: string, tables: readonly Expiring[], everySeconds: number): Expiry {
  const client = new DynamoDBClient({ endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS });
  let running: Promise<void> | undefined;

  async function expire({ expiresBy, definition }: Expiring): Promise<void> {
    if (expiresBy === undefined) return;
    const { TableName, KeySchema = [] } = definition;
    const keys = KeySchema.map(({ AttributeName = '' }) => AttributeName);
    const expired = paginateScan(
      { client },
      {
        TableName,
        FilterExpression: '#expires < :now',
        ExpressionAttributeNames: { '#expires': expiresBy },
        ExpressionAttributeValues: { ':now': { N: String(Math.floor(Date.now() / 1_000)) } },
      },
    );
    for await (const { Items = [] } of expired)
      for (const item of Items) {
        const Key = Object.fromEntries(keys.flatMap(key => (item[key] ? [[key, item[key]]] : [])));
        await client.send(new DeleteItemCommand({ TableName, Key }));
      }
  }

  const tick = async () => {
    for (const table of tables) await expire(table);
  };
  const timer = setInterval(() => {
    running ??= tick()
      .catch(error => console.error('expired items were not deleted:', error))
      .finally(() => {
        running = undefined;
      });
  }, everySeconds * 1_000);
  return {
    async stop() {
      clearInterval(timer);
      await running;
      client.destroy();
    },
  };
}
