/** JSON from outside, read so that nothing in it changes without a word: JSON.parse rounds numbers, and drops repeated keys. */
import { parse } from 'secure-json-parse';
import { Altered } from '../shared/protocol/index.ts';

/** Strings, numbers and punctuation of a text that is known to be JSON. */
const TOKENS = /"(?:[^"\\]+|\\.)*"|-?\d[\d.eE+-]*|[{}[\]:,]/g;

/**
 * Returns what the JSON says, with an `Altered` in each place where that is not what was written: no schema lets one pass.
 * @throws SyntaxError if the text is not JSON, or has a `__proto__` key at any depth
 */
export function parseJson(text: string): unknown {
  const root: unknown = parse(text);
  if (isContainer(root)) markAltered(text, root);
  return root;
}

type Container = Record<PropertyKey, unknown>;
const isContainer = (value: unknown): value is Container => typeof value === 'object' && value !== null;

/** A list or an object that the scan is in. */
interface Open {
  readonly container: Container;
  /** The keys so far; undefined in a list. */
  readonly keys: Set<string> | undefined;
  /** If the next value goes; undefined before an object's key. */
  at: string | number | undefined;
}

/** Goes through the text and its value side by side. Without recursion, since a frame may nest thousands of levels. */
function markAltered(text: string, root: Container): void {
  const open: Open[] = [];
  for (const [token] of text.matchAll(TOKENS)) {
    const here = open.at(-1);
    if (token === '{' || token === '[') {
      const child = here?.at === undefined ? root : here.container[here.at];
      // The first of two values under one key is not in what was parsed.
      const container = isContainer(child) ? child : {};
      open.push(
        token === '{' ? { container, keys: new Set(), at: undefined } : { container, keys: undefined, at: 0 },
      );
    } else if (token === '}' || token === ']') open.pop();
    else if (here) readWithin(here, token);
  }
}

function readWithin(here: Open, token: string): void {
  const { container, keys, at } = here;
  if (token === ',') here.at = typeof at === 'number' ? at + 1 : undefined;
  else if (keys && at === undefined) here.at = readKey(container, keys, token);
  else if (at !== undefined && /^[-\d]/.test(token) && !isKept(token))
    container[at] = new Altered(`${shortened(token)} is more than a double-precision number can hold`);
}

function readKey(container: Container, keys: Set<string>, token: string): string {
  const key: string = JSON.parse(token);
  if (keys.has(key)) container[key] = new Altered('is given twice');
  keys.add(key);
  return key;
}

const shortened = (literal: string) => (literal.length > 40 ? `${literal.slice(0, 40)}…` : literal);

/** Fifteen digits always survive. */
const SHORT = /^-?[\d.]{1,15}$/;
const NUMBER = /^-?(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i;

/** Whether a number is written again with the digits that it came with. -0 becomes 0, and 1.0 becomes 1. */
const isKept = (literal: string): boolean =>
  SHORT.test(literal) || canonical(literal) === canonical(String(Number(literal)));

/** The same text for the same value: its digits without zeros at either end, and the exponent; undefined for Infinity. */
function canonical(literal: string): string | undefined {
  const [, whole, fraction = '', exponent = '0'] = NUMBER.exec(literal) ?? [];
  if (whole === undefined) return undefined;
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  const sign = literal.startsWith('-') ? '-' : '';
  return `${sign}${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}
