/**
 * DynamoDB in this process, without HTTP and without threads: the real stores run on it some twenty times faster than on the
 * embedded one, and where the caller says when each command takes effect, every interleaving of theirs can be tried and
 * repeated. The contract suites hold it to what DynamoDB does.
 */
import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DeleteCommandInput,
  DynamoDBDocumentClient,
  GetCommand,
  type GetCommandInput,
  PutCommand,
  type PutCommandInput,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  type ScanCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../../emulator/local-aws.ts';
import { conditionOf, type Item, type Placeholders, updated } from './expressions.ts';

type Table = Map<string, Map<string, Item>>;
type Key = Readonly<Record<string, unknown>>;

const by =
  (key: 'PK' | 'SK') =>
  (a: Item, b: Item): number =>
    String(a[key]) < String(b[key]) ? -1 : 1;

const withoutUndefined = (item: Item): Item =>
  Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined));

export function conditionFailed(): ConditionalCheckFailedException {
  return new ConditionalCheckFailedException({ message: 'The conditional request failed', $metadata: {} });
}

export class Engine {
  readonly #tables = new Map<string, Table>();

  /** Another one with the same items, that goes its own way. */
  copy(): Engine {
    const other = new Engine();
    for (const [name, table] of this.#tables)
      other.#tables.set(name, new Map([...table].map(([PK, items]) => [PK, new Map(items)])));
    return other;
  }

  /** A table's items, in no order. */
  items(table: string): Item[] {
    return [...this.#table(table).values()].flatMap(items => [...items.values()]);
  }

  #table(name = ''): Table {
    const known = this.#tables.get(name) ?? new Map();
    this.#tables.set(name, known);
    return known;
  }

  #partition(table: string | undefined, { PK }: Key): Map<string, Item> {
    const known = this.#table(table).get(String(PK)) ?? new Map();
    this.#table(table).set(String(PK), known);
    return known;
  }

  /** Puts what `change` makes of the item, where the condition holds; deletes it where that is nothing. */
  #change(
    {
      TableName,
      Key,
      ConditionExpression,
      ...placeholders
    }: Placeholders & { TableName: string | undefined; Key: Key; ConditionExpression?: string | undefined },
    change: (before: Item | undefined) => Item | undefined,
  ) {
    const partition = this.#partition(TableName, Key);
    const before = partition.get(String(Key.SK));
    if (!conditionOf(ConditionExpression, placeholders)(before)) throw conditionFailed();
    const after = change(before);
    if (after) partition.set(String(Key.SK), after);
    else partition.delete(String(Key.SK));
    return { before, after };
  }

  #query({ TableName, KeyConditionExpression, FilterExpression, Limit, ...input }: QueryCommandInput) {
    const isKey = conditionOf(KeyConditionExpression, input);
    const { ExpressionAttributeValues = {}, ExclusiveStartKey: start, ScanIndexForward = true } = input;
    const inPartition = ExpressionAttributeValues[':pk'];
    const candidates =
      inPartition === undefined
        ? [...this.#table(TableName).values()].flatMap(items => [...items.values()])
        : [...this.#partition(TableName, { PK: inPartition }).values()];
    // The one index sorts by PK.
    const sortKey = input.IndexName === undefined ? 'SK' : 'PK';
    const found = candidates.filter(isKey).sort(by(sortKey));
    if (!ScanIndexForward) found.reverse();
    const begun = start
      ? found.filter(item =>
          ScanIndexForward
            ? String(item[sortKey]) > String(start[sortKey])
            : String(item[sortKey]) < String(start[sortKey]),
        )
      : found;
    const page = begun.slice(0, Limit);
    const last = page.at(-1);
    const Items = page.filter(conditionOf(FilterExpression, input));
    return {
      ...(input.Select === 'COUNT' ? { Count: Items.length } : { Items }),
      // DynamoDB does not look whether anything comes after the limit.
      ...(Limit !== undefined &&
        page.length === Limit &&
        last && { LastEvaluatedKey: { PK: last.PK, SK: last.SK } }),
    };
  }

  run({ operation, input }: Call): Answer {
    switch (operation) {
      case 'get': {
        const { TableName, Key = {} } = input;
        return { Item: this.#partition(TableName, Key).get(String(Key.SK)) };
      }
      case 'put': {
        const { Item = {}, ReturnValues, ...rest } = input;
        const { before } = this.#change({ ...rest, Key: Item }, () => withoutUndefined(Item));
        return ReturnValues === 'ALL_OLD' ? { Attributes: before } : {};
      }
      case 'update': {
        const { Key = {}, UpdateExpression = '', ReturnValues, ...rest } = input;
        const { before: old, after } = this.#change({ ...rest, Key }, before =>
          updated(UpdateExpression, rest, before ?? Key),
        );
        if (ReturnValues === 'ALL_OLD') return { Attributes: old };
        return ReturnValues === 'ALL_NEW' ? { Attributes: after } : {};
      }
      case 'delete': {
        const { Key = {}, ReturnValues, ...rest } = input;
        const { before } = this.#change({ ...rest, Key }, () => undefined);
        return ReturnValues === 'ALL_OLD' ? { Attributes: before } : {};
      }
      case 'query':
        return this.#query(input);
      case 'scan': {
        const all = this.items(input.TableName ?? '');
        // One segment has it all: scans are in no order anyway.
        return { Items: input.Segment ? [] : all.filter(conditionOf(input.FilterExpression, input)) };
      }
    }
  }
}

/** What a store asks. */
export type Call = {
  [Operation in keyof Inputs]: { readonly operation: Operation; readonly input: Inputs[Operation] };
}[keyof Inputs];

interface Inputs {
  readonly get: GetCommandInput;
  readonly put: PutCommandInput;
  readonly update: UpdateCommandInput;
  readonly delete: DeleteCommandInput;
  readonly query: QueryCommandInput;
  readonly scan: ScanCommandInput;
}

type Values = Record<string, unknown>;

export interface Answer {
  readonly Item?: Values | undefined;
  readonly Attributes?: Values | undefined;
  readonly Items?: Values[];
  readonly Count?: number;
  readonly LastEvaluatedKey?: Values;
}

export type Run = (call: Call) => Promise<Answer>;

const OPERATIONS = new Map<unknown, Call['operation']>([
  [GetCommand, 'get'],
  [PutCommand, 'put'],
  [UpdateCommand, 'update'],
  [DeleteCommand, 'delete'],
  [QueryCommand, 'query'],
  [ScanCommand, 'scan'],
]);

/** An empty store. Each call takes effect at once. */
export function createEngine(): Run {
  const engine = new Engine();
  return async call => engine.run(call);
}

const bare = DynamoDBDocumentClient.from(
  new DynamoDBClient({ region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS }),
);

/** The SDK's document client, but that each command is run instead of sent: its middleware would take most of the time. */
export function documentsOn(run: Run): DynamoDBDocumentClient {
  // The paginators take nothing but an instance of the SDK's own class.
  return Object.assign(Object.create(bare), {
    async send(command: { constructor: { name: string }; input: unknown }) {
      const operation = OPERATIONS.get(command.constructor);
      if (operation === undefined) throw new Error(`the engine knows no ${command.constructor.name}`);
      return { $metadata: {}, ...(await run({ operation, input: command.input } as Call)) };
    },
  });
}

/** @param around may wait before a call takes effect, or do something else than was asked */
export const inProcessDocuments = (around: (run: Run) => Run = run => run): DynamoDBDocumentClient =>
  documentsOn(around(createEngine()));
