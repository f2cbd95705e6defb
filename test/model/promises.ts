/** What must hold in every state and of every step, told from the tables and the posts alone. */
import * as z from 'zod';
import type { Item } from '../support/dynamodb/expressions.ts';
import { textOf } from './snapshot.ts';
import { isQuiet, type State } from './world.ts';

const entry = z.object({
  SK: z.string().regex(/^MSG#\d+$/),
  ordinal: z.number(),
  from: z.object({ userId: z.string() }).optional(),
  messageId: z.string().optional(),
  text: z.string().optional(),
  changeSeq: z.number().optional(),
  deletedAt: z.number().optional(),
  change: z.enum(['edited', 'deleted']).optional(),
  target: z.number().optional(),
  by: z.object({ userId: z.string() }).optional(),
  sentAt: z.number().optional(),
  at: z.number().optional(),
});
type Row = z.infer<typeof entry> & { readonly seq: number };

const pump = z.object({
  SK: z.literal('PUMP'),
  since: z.number(),
  cursor: z.number(),
  owner: z.string(),
  heldUntil: z.number(),
});
const acknowledged = z.object({ result: z.object({ seq: z.number(), messageId: z.string().optional() }) });

function parsedAll<T>(items: readonly Item[], schema: z.ZodType<T>): T[] {
  return items.flatMap(item => {
    const { data } = schema.safeParse(item);
    return data === undefined ? [] : [data];
  });
}

const rowsKnown = new WeakMap<readonly Item[], readonly Row[]>();
function rowsOf({ database: { items } }: State): readonly Row[] {
  const rows =
    rowsKnown.get(items) ??
    parsedAll(items, entry)
      .map(row => ({ ...row, seq: Number(row.SK.slice(4)) }))
      .sort((a, b) => a.seq - b.seq);
  rowsKnown.set(items, rows);
  return rows;
}

const pumpOf = ({ database: { items } }: State) => parsedAll(items, pump)[0];

/** What an entry was when it was written: this never changes. */
const identity = ({ ordinal, from, messageId, change, target, by, sentAt, at }: Row): string =>
  textOf({ ordinal, from, messageId, change, target, by, sentAt, at });

function wrongInLog(rows: readonly Row[]): string | undefined {
  let messages = 0;
  const ids = new Set<string>();
  for (const [index, row] of rows.entries()) {
    if (row.seq !== index + 1) return `seq ${index + 1} is skipped`;
    if (row.change === undefined) messages += 1;
    if (row.ordinal !== messages) return `seq ${row.seq} has the ordinal ${row.ordinal}, not ${messages}`;
    const id =
      row.change === undefined
        ? `message ${row.messageId} of ${row.from?.userId}`
        : `change (${row.change}) of ${row.target} by ${row.by?.userId}`;
    if (ids.has(id)) return `the log holds the ${id} twice`;
    ids.add(id);
  }
  return undefined;
}

function wrongBetween(rows: readonly Row[], before: readonly Row[]): string | undefined {
  for (const old of before) {
    const row = rows[old.seq - 1];
    if (!row || identity(row) !== identity(old)) return `seq ${old.seq} was written over`;
    // A tombstone is for good, whatever the order: it names the deletion.
    if (row.deletedAt === undefined && (row.changeSeq ?? 0) < (old.changeSeq ?? 0))
      return `message ${old.seq} went back from change ${old.changeSeq} to ${row.changeSeq}`;
    if (old.deletedAt !== undefined && (row.deletedAt === undefined || row.text !== undefined))
      return `message ${old.seq} was deleted, and is back`;
  }
  return undefined;
}

/** Every change has reached its message, and nothing of what was deleted is left. */
function wrongOfChanges(rows: readonly Row[]): string | undefined {
  for (const message of rows.filter(({ change }) => change === undefined)) {
    const changes = rows.filter(({ target }) => target === message.seq);
    if (changes.some(({ change }) => change === 'deleted')) {
      if (message.deletedAt === undefined) return `message ${message.seq} was deleted, and is there`;
      const kept = changes.find(({ text }) => text !== undefined);
      if (kept) return `message ${message.seq} was deleted, and its edit ${kept.seq} kept its text`;
      continue;
    }
    const last = changes.at(-1);
    if (last && (message.changeSeq !== last.seq || message.text !== last.text))
      return `message ${message.seq} does not have the text of its last edit, ${last.seq}`;
  }
  return undefined;
}

function wrongAnswer(state: State, rows: readonly Row[]): string | undefined {
  for (const [name, outcome] of Object.entries(state.outcomes)) {
    const { data } = acknowledged.safeParse(JSON.parse(outcome === 'died' ? '{}' : outcome));
    if (!data) continue;
    const row = rows[data.result.seq - 1];
    if (!row) return `${name} was told of seq ${data.result.seq}, which is not in the log`;
    if (data.result.messageId !== row.messageId)
      return `${name} was told of seq ${data.result.seq}, which is another entry`;
  }
  return undefined;
}

/** Of the log. */
export function wrongInAppends(after: State, before: State | undefined): string | undefined {
  const rows = rowsOf(after);
  if (before && before.database === after.database && before.outcomes === after.outcomes) return undefined;
  return (
    wrongInLog(rows) ??
    (before && wrongBetween(rows, rowsOf(before))) ??
    wrongAnswer(after, rows) ??
    (isQuiet(after) ? wrongOfChanges(rows) : undefined)
  );
}

/** Of the pump, beside the log. */
export function wrongInPump(after: State, before: State | undefined): string | undefined {
  const state = pumpOf(after);
  const old = before && pumpOf(before);
  if (state) {
    for (let seq = state.since; seq <= state.cursor; seq += 1)
      if (!after.pushed.includes(seq)) return `the cursor is at ${state.cursor}, and ${seq} was not pushed`;
    if (old && state.cursor < old.cursor) return `the cursor went back from ${old.cursor} to ${state.cursor}`;
    if (old && before && state.owner !== old.owner && old.heldUntil > before.now)
      return `${state.owner} took the room while ${old.owner} held it`;
  }
  if (!isQuiet(after) || after.deadLetters > 0) return undefined;
  for (const [name, outcome] of Object.entries(after.outcomes)) {
    const { data } = acknowledged.safeParse(JSON.parse(outcome === 'died' ? '{}' : outcome));
    if (data && !after.pushed.includes(data.result.seq))
      return `${name} was acknowledged, and seq ${data.result.seq} is never pushed`;
  }
  return undefined;
}
