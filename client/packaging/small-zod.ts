/**
 * Stands in for zod/mini in the SDK's bundle, where zod would be larger than the rest (decision 60). It has what the schemas
 * of `shared/protocol` are made of and no more: the build fails on a name it lacks, and `test/client/small-zod.test.ts` holds
 * it to what zod says of the same frames.
 */
const REFUSED = Symbol('refused');

/** Returns the value as the schema leaves it, or `REFUSED`. */
type Read = (value: unknown) => unknown;
type Test<T> = (value: T) => boolean;
type Shape = Readonly<Record<string, Schema>>;

class Schema {
  readonly read: Read;
  readonly shape: Shape;

  constructor(read: Read, shape: Shape = {}) {
    this.read = read;
    this.shape = shape;
  }

  check(...checks: readonly Read[]): Schema {
    return new Schema(
      value => checks.reduce((read, next) => (read === REFUSED ? read : next(read)), this.read(value)),
      this.shape,
    );
  }
}

/** Whatever the test says of a value, `check` only asks it of one that its schema has let through. */
export const refine =
  <T>(test: Test<T>): Read =>
  value =>
    test(value as T) ? value : REFUSED;

const schemaOf = (test: Test<unknown>): Schema => new Schema(refine(test));

export const custom = schemaOf;
export const string = (): Schema => schemaOf(value => typeof value === 'string');
export const boolean = (): Schema => schemaOf(value => typeof value === 'boolean');
export const int = (): Schema => schemaOf(Number.isSafeInteger);
export const literal = (only: unknown): Schema => schemaOf(value => value === only);
const oneOf = (values: readonly unknown[]): Schema => schemaOf(value => values.includes(value));

export { oneOf as enum };

export const minimum = (least: number): Read => refine((value: number) => value >= least);
export const minLength = (least: number): Read => refine((value: string) => value.length >= least);
export const maxLength = (most: number): Read => refine((value: string) => value.length <= most);
export const regex = (pattern: RegExp): Read => refine((value: string) => pattern.test(value));
export const normalize =
  (form: string): Read =>
  value =>
    String(value).normalize(form);

export const optional = (schema: Schema): Schema =>
  new Schema(value => (value === undefined ? value : schema.read(value)));

export const union = (schemas: readonly Schema[]): Schema =>
  new Schema(value => schemas.map(({ read }) => read(value)).find(read => read !== REFUSED) ?? REFUSED);

export const array = (item: Schema): Schema =>
  new Schema(value => {
    const read = Array.isArray(value) ? value.map(item.read) : [REFUSED];
    return read.includes(REFUSED) ? REFUSED : read;
  });

export const object = (shape: Shape): Schema =>
  new Schema(value => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return REFUSED;
    const given = new Map(Object.entries(value));
    const fields = Object.entries(shape).map(([name, { read }]) => [name, read(given.get(name))] as const);
    if (fields.some(([, field]) => field === REFUSED)) return REFUSED;
    return Object.fromEntries(fields.filter(([name]) => given.has(name)));
  }, shape);

export const extend = (schema: Schema, shape: Shape): Schema => object({ ...schema.shape, ...shape });

export const safeParse = ({ read }: Schema, value: unknown): { data?: unknown } => {
  const data = read(value);
  return data === REFUSED ? {} : { data };
};
