import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';

export interface PageQuery {
  readonly PK: string;
  /** What the sort keys begin with; of all of the partition if it is empty. */
  readonly prefix: string;
  /** The sort key of the last item of the page before. */
  readonly after: string | undefined;
  readonly limit: number;
  readonly ConsistentRead?: boolean;
  /** The last first. */
  readonly descending?: boolean;
}

/** A page of one partition, in the order of its sort keys. `next` is the sort key to go on after; undefined: that was the last. */
export async function queryPage(
  documents: DynamoDBDocumentClient,
  TableName: string,
  { PK, prefix, after, limit, ConsistentRead = false, descending = false }: PageQuery,
): Promise<{ readonly items: readonly Record<string, unknown>[]; readonly next: string | undefined }> {
  const begins = prefix !== '';
  const { Items = [], LastEvaluatedKey } = await documents.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: `PK = :pk${begins ? ' AND begins_with(SK, :begins)' : ''}`,
      ExpressionAttributeValues: { ':pk': PK, ...(begins && { ':begins': prefix }) },
      Limit: limit,
      ConsistentRead,
      ScanIndexForward: !descending,
      ...(after !== undefined && { ExclusiveStartKey: { PK, SK: after } }),
    }),
  );
  return { items: Items, next: LastEvaluatedKey && String(LastEvaluatedKey.SK) };
}
