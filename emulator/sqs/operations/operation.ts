/** What an operation is: a schema for its input, and what it does. */
import * as z from 'zod';
import { AwsError, readInput } from '../../http/aws-json.ts';
import { emptyBatch, idsNotDistinct, invalidParameter, tooManyEntries } from '../errors.ts';
import type { Queues } from '../queues.ts';

export interface Context {
  readonly queues: Queues;
  /** How the caller reaches this server: clients send what they want of a queue to its URL. */
  readonly origin: string;
  /** Ends when the server does: nobody is kept waiting for a message. */
  readonly signal: AbortSignal;
}

export type Operation = (context: Context, body: unknown) => Promise<object>;

/** Open objects: clients send optional parameters that have no meaning here. */
export const Anything = z.looseObject({});
export const OfQueue = z.looseObject({ QueueUrl: z.string().min(1) });

export const operation =
  <Input>(schema: z.ZodType<Input>, work: (context: Context, input: Input) => Promise<object>): Operation =>
  (context, body) =>
    work(context, readInput(schema, body, invalidParameter));

const MOST = 10;

interface Entry {
  readonly Id: string;
}

/** A batch is answered entry by entry: one that fails leaves the others alone. */
export async function eachEntry<E extends Entry>(
  entries: readonly E[],
  work: (entry: E) => Promise<object>,
): Promise<{ Successful: object[]; Failed: object[] }> {
  if (entries.length === 0) throw emptyBatch();
  if (entries.length > MOST) throw tooManyEntries(entries.length);
  const ids = entries.map(({ Id }) => Id);
  const repeated = ids.find((id, i) => ids.indexOf(id) !== i);
  if (repeated !== undefined) throw idsNotDistinct(repeated);
  const Successful: object[] = [];
  const Failed: object[] = [];
  for (const entry of entries)
    try {
      Successful.push({ Id: entry.Id, ...(await work(entry)) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Failed.push({ Id: entry.Id, Code: error.name, Message: error.message, SenderFault: true });
    }
  return { Successful, Failed };
}
