/** The fields of a frame as its schema has them, in Markdown: what the tables of docs/protocol.md are made of. */
import * as z from 'zod';
import { entry, errorCode, message, user } from '../../shared/protocol/index.ts';

const schema = z.looseObject({
  $ref: z.string().optional(),
  /** Several of what may also be null. */
  type: z.union([z.string(), z.array(z.string())]).optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  pattern: z.string().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  minItems: z.number().optional(),
  maxItems: z.number().optional(),
  items: z.unknown().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  anyOf: z.array(z.unknown()).optional(),
});
type Schema = z.infer<typeof schema>;

/** Objects that have a section of their own, or are known to every reader. */
const names = z.registry<{ id: string }>();
names
  .add(entry, { id: 'entry' })
  .add(message, { id: 'message' })
  .add(user, { id: 'user' })
  .add(errorCode, { id: 'code' });
const LINKS: Readonly<Record<string, string>> = {
  entry: '[entry](#entries)',
  message: '[message](#message)',
  user: '`{userId, name}`',
  code: '[a code](#error-codes)',
};

/** Whole numbers that JSON carries exactly: no limit of ours. */
const isNumbersOwn = (bound: number) => Math.abs(bound) === Number.MAX_SAFE_INTEGER;

function between(low: number | undefined, high: number | undefined, what = ''): string {
  const from = low === undefined || isNumbersOwn(low) ? undefined : low;
  const to = high === undefined || isNumbersOwn(high) ? undefined : high;
  if (from === undefined && to === undefined) return '';
  if (to === undefined) return `, ${what}from ${from}`;
  return `, ${what}${from === undefined ? 'up' : from} to ${to}`;
}

function typeOf({ $ref, type, pattern, minLength, maxLength, minimum, maximum, ...rest }: Schema): string {
  if ($ref) return LINKS[$ref.split('/').at(-1) ?? ''] ?? $ref;
  if (rest.const !== undefined) return `\`${JSON.stringify(rest.const)}\``;
  if (rest.enum) return rest.enum.map(value => `\`${JSON.stringify(value)}\``).join(', ');
  if (type === 'string' && pattern) return `text, \`${pattern}\``;
  if (type === 'string') return `text${between(minLength, maxLength, 'length ')}`;
  if (type === 'integer') return `whole number${between(minimum, maximum)}`;
  if (type === 'boolean') return '`true`, `false`';
  return String(type ?? 'any JSON');
}

type Row = readonly [field: string, type: string];

function rowsOf(raw: unknown, path: string, optional: boolean): Row[] {
  const read = schema.parse(raw);
  if (Array.isArray(read.type))
    return merged(read.type.map(type => rowsOf({ ...read, type }, path, optional)));
  const name = `\`${path}${optional ? '?' : ''}\``;
  if (read.type === 'array') {
    const item = schema.parse(read.items);
    const many = between(read.minItems, read.maxItems);
    if (item.properties || item.anyOf) return [[name, `list${many}`], ...rowsOf(item, `${path}[]`, false)];
    return [[name, `list of ${typeOf(item)}${many}`]];
  }
  if (read.properties) return fieldsOf(read, path);
  if (read.anyOf) return merged(read.anyOf.map(variant => rowsOf(variant, path, optional)));
  return [[name, typeOf(read)]];
}

const fieldsOf = ({ properties = {}, required = [] }: Schema, path: string): Row[] =>
  Object.entries(properties).flatMap(([name, raw]) =>
    rowsOf(raw, path ? `${path}.${name}` : name, !required.includes(name)),
  );

/** A field that only some of the variants have is optional, and may be of several types. */
function merged(variants: readonly (readonly Row[])[]): Row[] {
  const fields = new Map<string, string[]>();
  for (const rows of variants)
    for (const [field, type] of rows) fields.set(field, [...(fields.get(field) ?? []), type]);
  return [...fields].map(([field, types]): Row => {
    const everywhere = types.length === variants.length;
    return [everywhere ? field : field.replace(/\??`$/, '?`'), [...new Set(types)].join(' or ')];
  });
}

/** What every frame of its kind has is said once, not in every table. */
const ENVELOPE = new Set(['`action`', '`type`', '`id?`']);

/** As Biome and readers like it: cells padded to the width of their column. */
function markdownTable(rows: readonly (readonly string[])[]): string {
  const [head = []] = rows;
  const widths = head.map((_, column) => Math.max(3, ...rows.map(cells => (cells[column] ?? '').length)));
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`;
  return [line(head), line(widths.map(width => '-'.repeat(width))), ...rows.slice(1).map(line)].join('\n');
}

export function fieldTable(type: z.core.$ZodType): string {
  const json = z.toJSONSchema(type, { metadata: names, unrepresentable: 'any', io: 'input' });
  const rows = fieldsOf(schema.parse(json), '').filter(([field]) => !ENVELOPE.has(field));
  const escaped = rows.map(cells => cells.map(cell => cell.replaceAll('|', '\\|')));
  return rows.length === 0 ? 'No fields.' : markdownTable([['field', 'type'], ...escaped]);
}
