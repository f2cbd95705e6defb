/** DynamoDB in plain values: the six operations that the stores are made of. */
import {
  DeleteItemCommand,
  type DeleteItemCommandInput,
  DynamoDBClient,
  type DynamoDBClientResolvedConfig,
  GetItemCommand,
  type GetItemCommandInput,
  PutItemCommand,
  type PutItemCommandInput,
  QueryCommand,
  type QueryCommandInput,
  type QueryCommandOutput,
  ScanCommand,
  type ScanCommandInput,
  type ScanCommandOutput,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';

/** An item, a key or the values of an expression, as JavaScript has them; a `Set` is a set of DynamoDB's. */
export type Values = Record<string, unknown>;

/** An input of the SDK's with plain values in it. */
type Plain<Input> = {
  [Field in keyof Input]: Field extends 'Item' | 'Key' | 'ExpressionAttributeValues' | 'ExclusiveStartKey'
    ? Values | Extract<Input[Field], undefined>
    : Input[Field];
};

export type QueryInput = Plain<QueryCommandInput>;
export type ScanInput = Plain<ScanCommandInput>;

export interface Page {
  readonly Items?: Values[] | undefined;
  readonly Count?: number | undefined;
  /** Undefined on the last page. */
  readonly LastEvaluatedKey?: Values | undefined;
}

/** Each rejects with the SDK's own errors. */
export interface Documents {
  get(input: Plain<GetItemCommandInput>): Promise<{ readonly Item?: Values | undefined }>;
  put(input: Plain<PutItemCommandInput>): Promise<unknown>;
  update(input: Plain<UpdateItemCommandInput>): Promise<{ readonly Attributes?: Values | undefined }>;
  delete(input: Plain<DeleteItemCommandInput>): Promise<{ readonly Attributes?: Values | undefined }>;
  query(input: QueryInput): Promise<Page>;
  scan(input: ScanInput): Promise<Page>;
}

export interface DocumentClient extends Documents {
  /** What the SDK found where it runs: it keeps them, and refreshes them before they expire. */
  readonly credentials: DynamoDBClientResolvedConfig['credentials'];
}

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

type Stored = Parameters<typeof unmarshall>[0];

const toStore = (values: Values | undefined) => values && marshall(values, { removeUndefinedValues: true });
const fromStore = (item: Stored | undefined) => item && unmarshall(item);

interface Valued {
  readonly ExpressionAttributeValues?: Values | undefined;
}
const valued = <Input extends Valued>(input: Input) => ({
  ...input,
  ExpressionAttributeValues: toStore(input.ExpressionAttributeValues),
});
const keyed = <Input extends Valued & { readonly Key: Values | undefined }>(input: Input) => ({
  ...valued(input),
  Key: toStore(input.Key),
});
const paged = <Input extends Valued & { readonly ExclusiveStartKey?: Values | undefined }>(input: Input) => ({
  ...valued(input),
  ExclusiveStartKey: toStore(input.ExclusiveStartKey),
});

const pageOf = ({ Items, Count, LastEvaluatedKey }: QueryCommandOutput | ScanCommandOutput): Page => ({
  Items: Items?.map(item => unmarshall(item)),
  Count,
  LastEvaluatedKey: fromStore(LastEvaluatedKey),
});

/**
 * The SDK's document client does the same, but builds its middleware anew for every call, which is a quarter of what a call
 * costs: `cacheMiddleware` is not for it. docs/decisions/0068.
 */
export function documentClient({ endpoint, onConsumed, ...config }: DynamodbOptions): DocumentClient {
  const client = new DynamoDBClient({ ...config, ...(endpoint && { endpoint }), cacheMiddleware: true });
  keepSigner(client);
  // Without a logger, too, it would copy every input and output for it.
  client.middlewareStack.remove('loggerMiddleware');
  if (onConsumed) reportUnits(client, onConsumed);
  return {
    credentials: client.config.credentials,

    async get(input) {
      const { Item } = await client.send(new GetItemCommand({ ...input, Key: toStore(input.Key) }));
      return { Item: fromStore(Item) };
    },
    put: input => client.send(new PutItemCommand({ ...valued(input), Item: toStore(input.Item) })),
    async update(input) {
      const { Attributes } = await client.send(new UpdateItemCommand(keyed(input)));
      return { Attributes: fromStore(Attributes) };
    },
    async delete(input) {
      const { Attributes } = await client.send(new DeleteItemCommand(keyed(input)));
      return { Attributes: fromStore(Attributes) };
    },
    query: async input => pageOf(await client.send(new QueryCommand(paged(input)))),
    scan: async input => pageOf(await client.send(new ScanCommand(paged(input)))),
  };
}

/** The SDK makes a signer for every request, and it copies the client's whole configuration. The region stays the same. */
function keepSigner({ config }: DynamoDBClient): void {
  const { signer: make } = config;
  let made: Awaited<ReturnType<typeof make>> | undefined;
  config.signer = async scheme => {
    made ??= await make(scheme);
    return made;
  };
}

/** Every page of a query or a scan, one after the other. */
export async function* pages<Input extends QueryInput | ScanInput>(
  ask: (input: Input) => Promise<Page>,
  input: Input,
): AsyncGenerator<Page> {
  let ExclusiveStartKey: Values | undefined;
  do {
    const page = await ask({ ...input, ExclusiveStartKey });
    yield page;
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
}

const consumption = z.array(z.object({ TableName: z.string(), CapacityUnits: z.number() }));

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
