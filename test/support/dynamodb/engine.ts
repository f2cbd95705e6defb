/**
 * DynamoDB in this process, without HTTP and without threads: the real stores run on it some twenty times faster than on the
 * embedded one, and where the caller says when each command takes effect, every interleaving of theirs can be tried and
 * repeated. The contract suites hold it to what DynamoDB does.
 */
import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../../local/local-aws.ts';
import { conditionOf, type Item, type Placeholders, updated } from './expressions.ts';

type Table = Map<string, Map<string, Item>>;
type Key = Readonly<Record<string, unknown>>;

const bySortKey = (a: Item, b: Item): number => (String(a.SK) < String(b.SK) ? -1 : 1);

const withoutUndefined = (item: Item): Item =>
  Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined));

function failed(): ConditionalCheckFailedException {
  return new ConditionalCheckFailedException({ message: 'The conditional request failed', $metadata: {} });
}

class Engine {
  readonly #tables = new Map<string, Table>();

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
    if (!conditionOf(ConditionExpression, placeholders)(before)) throw failed();
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
    const found = candidates.filter(isKey).sort(bySortKey);
    if (!ScanIndexForward) found.reverse();
    const begun = start
      ? found.filter(item =>
          ScanIndexForward ? String(item.SK) > String(start.SK) : String(item.SK) < String(start.SK),
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

  run(command: object): object {
    if (command instanceof GetCommand) {
      const { TableName, Key = {} } = command.input;
      const Item = this.#partition(TableName, Key).get(String(Key.SK));
      return Item ? { Item } : {};
    }
    if (command instanceof PutCommand) {
      const { Item = {}, ...input } = command.input;
      this.#change({ ...input, Key: Item }, () => withoutUndefined(Item));
      return {};
    }
    if (command instanceof UpdateCommand) {
      const { Key = {}, UpdateExpression = '', ReturnValues, ...input } = command.input;
      const { after } = this.#change({ ...input, Key }, before =>
        updated(UpdateExpression, input, before ?? Key),
      );
      return ReturnValues === 'ALL_NEW' ? { Attributes: after } : {};
    }
    if (command instanceof DeleteCommand) {
      const { Key = {}, ReturnValues, ...input } = command.input;
      const { before } = this.#change({ ...input, Key }, () => undefined);
      return ReturnValues === 'ALL_OLD' && before ? { Attributes: before } : {};
    }
    if (command instanceof QueryCommand) return this.#query(command.input);
    if (command instanceof ScanCommand) {
      const { TableName, Segment = 0 } = command.input;
      const all = [...this.#table(TableName).values()].flatMap(items => [...items.values()]);
      // One segment has it all: scans are in no order anyway.
      return { Items: Segment === 0 ? all : [] };
    }
    throw new Error(`this engine has no ${command.constructor.name}`);
  }
}

/** Takes a command of the document client, and answers its output. */
export type Run = (command: object) => Promise<object>;

/** Never asked: it is what the SDK's pagers look for, and dear to make. */
const client = new DynamoDBClient({ region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS });

/**
 * A document client on an engine of its own.
 * @param around may wait before a command takes effect, or do something else than was asked
 */
export function inProcessDocuments(around: (run: Run) => Run = run => run): DynamoDBDocumentClient {
  const engine = new Engine();
  const send = around(async command => engine.run(command));
  return Object.assign(DynamoDBDocumentClient.from(client), { send });
}
