/** What an operation returned, for people: a list as a line an item, anything else as a line a field. */
export type Printed = Readonly<Record<string, unknown>>;

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

const line = (item: unknown): string =>
  typeof item === 'object' && item !== null ? Object.values(item).map(shown).join('  ') : shown(item);

export function lines(result: Printed): string[] {
  const list = Object.values(result).find(Array.isArray);
  if (!list) return Object.entries(result).map(([field, value]) => `${field.padEnd(14)}${shown(value)}`);
  const more = typeof result.next === 'string' ? [`more: --after ${result.next}`] : [];
  return [...list.map(line), ...(list.length === 0 ? ['none'] : []), ...more];
}

interface Entry {
  readonly seq?: unknown;
  readonly type?: unknown;
  readonly from?: unknown;
  readonly by?: unknown;
  readonly text?: unknown;
  readonly data?: unknown;
}

const nameOf = (user: unknown): string =>
  typeof user === 'object' && user !== null && 'name' in user ? shown(user.name) : '?';

/** An entry of a log: its seq, who, and what. */
export const entryLine = ({ seq, type, from, by, text, data }: Entry): string =>
  `${seq}  ${nameOf(from ?? by)}  ${type === undefined ? '' : `(${type}) `}${shown(text ?? data ?? '')}`;
