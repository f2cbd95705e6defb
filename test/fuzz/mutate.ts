/** Inputs that are almost right: JSON values with one part or several changed, and bytes likewise. */
import type { Json, Random } from './surface.ts';

export const below = (random: Random, limit: number): number => Math.floor(random() * limit);
export const oneOf = <T>(random: Random, values: readonly T[]): T => {
  const value = values[below(random, values.length)];
  if (value === undefined) throw new Error('there is nothing to draw from');
  return value;
};

const NESTED: Json = JSON.parse(`${'['.repeat(200)}${']'.repeat(200)}`);
/** Where code that trusts its input goes wrong. */
const ODD: readonly Json[] = [
  null,
  true,
  false,
  0,
  -1,
  0.5,
  2 ** 31,
  2 ** 53,
  -1e308,
  '',
  ' ',
  '0',
  'null',
  '\u0000',
  '\ud800',
  '\u202e\ufeff',
  '__proto__',
  'constructor',
  'toString',
  'dm:a:b',
  'x'.repeat(129),
  'é'.repeat(20_000),
  '%E0%A4%A',
  '2026-13-45T99:99:99Z',
  [],
  {},
  [null],
  NESTED,
  JSON.parse('{"__proto__":{"admin":true}}'),
];

/** In characters of JSON: more than any of the surfaces takes. Lists of lists of one large text would soon be gigabytes. */
const LONGEST = 2 ** 20;
const MOST_REPEATS = 300;
const lengthOf = (value: Json): number => JSON.stringify(value).length;

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
const isObject = (value: Json): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !isList(value);

/** Not by assignment: that of `__proto__` would be lost. */
const objectOf = (entries: readonly (readonly [string, Json])[]): Json => Object.fromEntries(entries);

function changedText(random: Random, text: string): string {
  const at = below(random, text.length + 1);
  switch (below(random, 6)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return (
        text.slice(0, at) +
        oneOf(random, ['\u0000', '"', '\\', '{', '\ud83d', 'é', '/', '#', ' ', ':']) +
        text.slice(at)
      );
    case 2:
      return text.slice(0, at) + text.slice(at + 1);
    case 3:
      return text + text;
    case 4:
      return text.toUpperCase();
    default:
      return text.slice(0, at) + String.fromCharCode(below(random, 0x3000)) + text.slice(at + 1);
  }
}

function changedNumber(random: Random, value: number): number {
  return oneOf(random, [value + 1, value - 1, -value, value * 10, value / 3, value * 1_000, 0]);
}

/** JSON within JSON, as a frame in an event, is changed inside. */
function inside(text: string): Json | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function changedHere(random: Random, value: Json, other: Json): Json {
  if (random() < 0.25) return oneOf(random, ODD);
  if (random() < 0.1) return other;
  if (typeof value === 'string') return changedText(random, value);
  if (typeof value === 'number') return changedNumber(random, value);
  if (isList(value)) {
    if (value.length === 0) return [other];
    const at = below(random, value.length);
    const one = oneOf(random, value);
    if (random() < 0.3) return value.toSpliced(at, 1);
    if (random() < 0.5) return [...value, one];
    return Array.from({ length: below(random, Math.min(MOST_REPEATS, LONGEST / lengthOf(one))) }, () => one);
  }
  if (isObject(value)) {
    const entries = Object.entries(value);
    if (entries.length === 0 || random() < 0.2)
      return objectOf([...entries, [oneOf(random, ['extra', '__proto__', 'constructor', 'room']), other]]);
    const at = below(random, entries.length);
    if (random() < 0.6) return objectOf(entries.toSpliced(at, 1));
    const [key, kept] = oneOf(random, entries);
    return objectOf([...entries.toSpliced(at, 1), [changedText(random, key), kept]]);
  }
  return oneOf(random, ODD);
}

/** Changes one place of it, drawn on the way down: what lies deep is as likely as what lies on top. */
function changed(random: Random, value: Json, other: Json): Json {
  const text = typeof value === 'string' && random() < 0.8 ? inside(value) : undefined;
  if (text !== undefined) return JSON.stringify(changed(random, text, other));
  if (random() < 0.15) return changedHere(random, value, other);
  if (isList(value) && value.length > 0) {
    const at = below(random, value.length);
    return value.with(at, changed(random, value[at] ?? null, other));
  }
  if (isObject(value) && Object.keys(value).length > 0) {
    const entries = Object.entries(value);
    const at = below(random, entries.length);
    return objectOf(
      entries.map(([key, one], index) => [key, index === at ? changed(random, one, other) : one]),
    );
  }
  return changedHere(random, value, other);
}

/** Some part of it. */
function partOf(random: Random, value: Json): Json {
  if (random() < 0.3) return value;
  const parts = isList(value) ? value : isObject(value) ? Object.values(value) : [];
  return parts.length === 0 ? value : partOf(random, oneOf(random, parts));
}

const MOST_CHANGES = 4;

export function mutated(random: Random, value: Json, pool: readonly Json[]): Json {
  let result = value;
  for (let times = below(random, MOST_CHANGES + 1); times > 0; times -= 1) {
    const next = changed(random, result, partOf(random, oneOf(random, pool)));
    if (lengthOf(next) <= LONGEST) result = next;
  }
  return result;
}

export function mutatedBytes(random: Random, bytes: Buffer): Buffer {
  let result = Buffer.from(bytes);
  for (let times = below(random, MOST_CHANGES + 1); times > 0; times -= 1) {
    const at = below(random, result.length + 1);
    const upTo = Math.min(result.length, at + below(random, 40));
    const [head, middle, tail] = [result.subarray(0, at), result.subarray(at, upTo), result.subarray(upTo)];
    const noise = Buffer.from(Array.from({ length: 1 + below(random, 20) }, () => below(random, 256)));
    result = Buffer.concat(
      oneOf(random, [
        [head, tail],
        [head, noise, tail],
        [head, middle, middle, tail],
        [tail, head],
        [head],
        [head, noise, middle, tail],
      ]),
    );
  }
  return result;
}
