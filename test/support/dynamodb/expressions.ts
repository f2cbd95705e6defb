/** DynamoDB's expressions, as far as our stores use them: conditions, filters, key conditions and updates. */

export type Item = Readonly<Record<string, unknown>>;
export interface Placeholders {
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
  readonly ExpressionAttributeValues?: Record<string, unknown> | undefined;
}
/** Of an item, undefined where there is none. */
export type Condition = (item: Item | undefined) => boolean;
type Operand = (item: Item | undefined) => unknown;

const TOKEN = /\s*([(),+]|<=|>=|<>|=|<|>|[#:]?[A-Za-z_][\w]*)/y;

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(text)?.[1];
    if (token === undefined) throw new Error(`the expression "${text}" is not understood at ${at}`);
    tokens.push(token);
  }
  return tokens;
}

const COMPARE: Readonly<Record<string, (a: string | number, b: string | number) => boolean>> = {
  '=': (a, b) => a === b,
  '<>': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** Values of two types never compare. */
function compared(operator: string, a: unknown, b: unknown): boolean {
  if (typeof a === 'string' && typeof b === 'string') return COMPARE[operator]?.(a, b) ?? false;
  if (typeof a === 'number' && typeof b === 'number') return COMPARE[operator]?.(a, b) ?? false;
  return false;
}

class Parser {
  readonly #tokens: string[];
  readonly #names: Record<string, string>;
  readonly #values: Record<string, unknown>;
  #at = 0;

  constructor(text: string, { ExpressionAttributeNames = {}, ExpressionAttributeValues = {} }: Placeholders) {
    this.#tokens = tokensOf(text);
    this.#names = ExpressionAttributeNames;
    this.#values = ExpressionAttributeValues;
  }

  get next(): string | undefined {
    return this.#tokens[this.#at];
  }

  take(wanted?: string): string {
    const token = this.#tokens[this.#at];
    if (token === undefined || (wanted !== undefined && token !== wanted))
      throw new Error(`expected ${wanted ?? 'more'}, and found ${token} in ${this.#tokens.join(' ')}`);
    this.#at += 1;
    return token;
  }

  takes(token: string): boolean {
    if (this.next !== token) return false;
    this.#at += 1;
    return true;
  }

  name(): string {
    const token = this.take();
    return token.startsWith('#') ? (this.#names[token] ?? token) : token;
  }

  operand(): Operand {
    if (!this.next?.startsWith(':')) {
      const name = this.name();
      if (name === 'size' && this.takes('(')) return this.#size();
      return item => item?.[name];
    }
    const value = this.#values[this.take()];
    return () => value;
  }

  or(): Condition {
    const parts = [this.#and()];
    while (this.takes('OR')) parts.push(this.#and());
    return item => parts.some(part => part(item));
  }

  #and(): Condition {
    const parts = [this.#one()];
    while (this.takes('AND')) parts.push(this.#one());
    return item => parts.every(part => part(item));
  }

  #one(): Condition {
    if (this.takes('(')) {
      const inner = this.or();
      this.take(')');
      return inner;
    }
    if (this.takes('attribute_exists')) return this.#exists(true);
    if (this.takes('attribute_not_exists')) return this.#exists(false);
    if (this.takes('begins_with')) {
      this.take('(');
      const whole = this.operand();
      this.take(',');
      const start = this.operand();
      this.take(')');
      return item => String(whole(item)).startsWith(String(start(item)));
    }
    if (this.takes('contains')) {
      this.take('(');
      const whole = this.operand();
      this.take(',');
      const part = this.operand();
      this.take(')');
      return item => setOf(whole(item)).has(part(item));
    }
    const left = this.operand();
    if (this.takes('BETWEEN')) {
      const low = this.operand();
      this.take('AND');
      const high = this.operand();
      return item => compared('>=', left(item), low(item)) && compared('<=', left(item), high(item));
    }
    const operator = this.take();
    const right = this.operand();
    return item => compared(operator, left(item), right(item));
  }

  #size(): Operand {
    const of = this.operand();
    this.take(')');
    return item => {
      const value = of(item);
      return value instanceof Set ? value.size : undefined;
    };
  }

  #exists(wanted: boolean): Condition {
    this.take('(');
    const name = this.name();
    this.take(')');
    return item => (item?.[name] !== undefined) === wanted;
  }
}

export function conditionOf(text: string | undefined, placeholders: Placeholders): Condition {
  if (text === undefined) return () => true;
  const parser = new Parser(text, placeholders);
  const condition = parser.or();
  if (parser.next !== undefined) throw new Error(`the expression "${text}" does not end at ${parser.next}`);
  return condition;
}

function setOf(value: unknown): Set<unknown> {
  return value instanceof Set ? value : new Set();
}

/** The item after an update; DynamoDB reads every operand from the item as it was before. */
export function updated(text: string, placeholders: Placeholders, before: Item): Item {
  const parser = new Parser(text, placeholders);
  const after: Record<string, unknown> = { ...before };
  const clauses: Record<string, () => void> = {
    SET() {
      const name = parser.name();
      parser.take('=');
      const first = term();
      after[name] = parser.takes('+') ? Number(first) + Number(term()) : first;
    },
    REMOVE() {
      delete after[parser.name()];
    },
    ADD() {
      const name = parser.name();
      after[name] = new Set([...setOf(before[name]), ...setOf(parser.operand()(before))]);
    },
    DELETE() {
      const name = parser.name();
      const gone = setOf(parser.operand()(before));
      const left = [...setOf(before[name])].filter(value => !gone.has(value));
      // An empty set can't be stored: the attribute goes.
      if (left.length > 0) after[name] = new Set(left);
      else delete after[name];
    },
  };
  function term(): unknown {
    if (!parser.takes('if_not_exists')) return parser.operand()(before);
    parser.take('(');
    const kept = before[parser.name()];
    parser.take(',');
    const otherwise = parser.operand()(before);
    parser.take(')');
    return kept ?? otherwise;
  }
  while (parser.next !== undefined) {
    const keyword = parser.take();
    const clause = clauses[keyword];
    if (!clause) throw new Error(`${keyword} is no clause of an update`);
    do clause();
    while (parser.takes(','));
  }
  return after;
}
