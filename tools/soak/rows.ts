/** What lies in the two tables, counted by kind. */
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../emulator/local-aws.ts';
import { TABLES } from '../../local/store.ts';
import { documentClient } from '../../shared/aws/document-client.ts';

const item = z.object({ SK: z.string(), expiresAt: z.optional(z.number()) });
type Item = z.infer<typeof item>;

export interface Rows {
  /** Of the table `connections`: connections and their subscriptions. */
  readonly connections: number;
  /** What stays: entries of logs, the rooms that somebody spoke in, and who has read how far in them. */
  readonly entries: number;
  /** All else in `messages` that does not expire by itself, as rates do: accounts, leases. */
  readonly rest: number;
}

const stays = ({ SK }: Item): boolean => /^(?:MSG|MEMBER)#/.test(SK);

export async function rowsIn(endpoint: string): Promise<Rows> {
  const documents = documentClient({ endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS });
  async function itemsOf(TableName: string): Promise<Item[]> {
    const found: Item[] = [];
    for (let from: Record<string, unknown> | undefined; ; ) {
      const { Items = [], LastEvaluatedKey } = await documents.send(
        new ScanCommand({ TableName, ProjectionExpression: 'SK, expiresAt', ExclusiveStartKey: from }),
      );
      found.push(...Items.map(one => item.parse(one)));
      if (!LastEvaluatedKey) return found;
      from = LastEvaluatedKey;
    }
  }
  const connections = await itemsOf(TABLES.connections);
  const messages = await itemsOf(TABLES.messages);
  documents.destroy();
  return {
    connections: connections.length,
    entries: messages.filter(stays).length,
    rest: messages.filter(one => !stays(one) && one.expiresAt === undefined).length,
  };
}
