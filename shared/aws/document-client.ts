import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';

/** What one call consumed, as the store reports it. */
export interface Consumed {
  readonly table: string;
  /** As the API calls it: `GetItem`, `Query`. */
  readonly command: string;
  readonly units: number;
}

export interface DynamodbOptions {
  /** Another endpoint than AWS's: the embedded store, DynamoDB Local. */
  readonly endpoint?: string | undefined;
  readonly credentials?: { accessKeyId: string; secretAccessKey: string };
  readonly region?: string;
  readonly onConsumed?: (consumed: Consumed) => void;
}

const consumption = z.array(z.object({ TableName: z.string(), CapacityUnits: z.number() }));

export function documentClient({ endpoint, onConsumed, ...config }: DynamodbOptions): DynamoDBDocumentClient {
  const client = new DynamoDBClient({ ...config, ...(endpoint && { endpoint }) });
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  if (onConsumed) reportUnits(documents, onConsumed);
  return documents;
}

function reportUnits(documents: DynamoDBDocumentClient, onConsumed: (consumed: Consumed) => void): void {
  documents.middlewareStack.add(
    (next, { commandName = '' }) =>
      async args => {
        const result = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' } });
        const reported = 'ConsumedCapacity' in result.output ? result.output.ConsumedCapacity : undefined;
        for (const { TableName: table, CapacityUnits: units } of consumption.parse([reported ?? []].flat()))
          onConsumed({ table, command: commandName.replace(/Command$/, ''), units });
        return result;
      },
    { step: 'initialize', name: 'reportUnits' },
  );
}
