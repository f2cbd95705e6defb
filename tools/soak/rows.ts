/** What lies in the two tables, counted by kind. */
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../emulator/local-aws.ts';
import { TABLES } from '../../local/store.ts';
import { documentClient } from '../../shared/aws/document-client.ts';

const item = z.object({ PK: z.string(), SK: z.string() });

export interface Rows {
  /** Of the table `connections`: connections and their subscriptions. */
  readonly connections: number;
  /** What stays: entries of logs, the rooms that somebody spoke in, and who has read how far in them. */
  readonly entries: number;
  /** All else in `messages`: accounts, rates, leases. */
  readonly rest: number;
}

const stays = (SK: string): boolean => /^(?:MSG|MEMBER)#/.test(SK);

export async function rowsIn(endpoint: string): Promise<Rows> {
  const documents = documentClient({ endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS });
  async function sortKeys(TableName: string): Promise<string[]> {
    const found: string[] = [];
    for (let from: Record<string, unknown> | undefined; ; ) {
      const { Items = [], LastEvaluatedKey } = await documents.send(
        new ScanCommand({ TableName, ProjectionExpression: 'PK, SK', ExclusiveStartKey: from }),
      );
      found.push(...Items.map(one => item.parse(one).SK));
      if (!LastEvaluatedKey) return found;
      from = LastEvaluatedKey;
    }
  }
  const connections = await sortKeys(TABLES.connections);
  const messages = await sortKeys(TABLES.messages);
  documents.destroy();
  const entries = messages.filter(stays).length;
  return { connections: connections.length, entries, rest: messages.length - entries };
}
