import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ProtocolError } from '../protocol/index.ts';

/**
 * Up to 100 items by their keys, in no order; those that are not there are left out.
 * @throws ProtocolError `UNAVAILABLE` if the store gave back only a part
 */
export async function batchGet(
  documents: DynamoDBDocumentClient,
  TableName: string,
  Keys: Record<string, string>[],
  ConsistentRead = false,
): Promise<Record<string, unknown>[]> {
  if (Keys.length === 0) return [];
  const { Responses = {}, UnprocessedKeys = {} } = await documents.send(
    new BatchGetCommand({ RequestItems: { [TableName]: { Keys, ConsistentRead } } }),
  );
  if (UnprocessedKeys[TableName])
    throw new ProtocolError('UNAVAILABLE', 'The store is busy; try again.', { retryAfterMs: 1_000 });
  return Responses[TableName] ?? [];
}
