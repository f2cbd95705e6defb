/** The one DynamoDB client of a container, in plain values: a `Set` is a set of DynamoDB's, and `undefined` is left out. */
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { type ClientOptions, configOf } from './client-options.ts';
import type { Tracing } from './tracing.ts';

/** What one call consumed, as the store reports it. */
export interface Consumed {
  readonly table: string;
  /** As the API calls it: `GetItem`, `Query`. */
  readonly command: string;
  readonly units: number;
}

export interface DocumentClientOptions extends ClientOptions {
  readonly onConsumed?: (consumed: Consumed) => void;
  /** The local stand-in's way to its store, instead of HTTP. */
  readonly transport?: Pick<DynamoDBClientConfig, 'requestHandler' | 'signer'> | undefined;
  readonly tracing?: Tracing | undefined;
}

export function documentClient({
  onConsumed,
  transport,
  tracing,
  ...options
}: DocumentClientOptions): DynamoDBDocumentClient {
  const client = new DynamoDBClient({ ...configOf(options), ...transport });
  if (onConsumed) reportUnits(client, onConsumed);
  if (tracing) traceCalls(client, tracing);
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}

function traceCalls(client: DynamoDBClient, tracing: Tracing): void {
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      args =>
        tracing.span(`DynamoDB ${commandName.replace(/Command$/, '')}`, () => next(args)),
    { step: 'initialize', name: 'traceCalls' },
  );
}

const consumption = z.array(z.object({ TableName: z.string(), CapacityUnits: z.number() }));

/** By a middleware, so that no store has to ask for its units in every call. */
function reportUnits(client: DynamoDBClient, onConsumed: (consumed: Consumed) => void): void {
  client.middlewareStack.add(
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
