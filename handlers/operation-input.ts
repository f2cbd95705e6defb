/** What an operation is given: from its path, and from the query or the body. */
import * as z from 'zod/mini';
import { ProtocolError } from '../shared/protocol/index.ts';
import type { HttpRequest } from './http.ts';

interface Taking {
  readonly input: z.ZodMiniObject;
}

/** @throws ProtocolError `BAD_REQUEST` if it is no JSON object, or names a field that stands in the path */
export function inputOf({ input }: Taking, request: HttpRequest): Readonly<Record<string, unknown>> {
  const { path, query, body } = request;
  const given = { ...numbered(query, input), ...(body !== undefined && objectIn(request.json())) };
  for (const name of Object.keys(path)) if (Object.hasOwn(given, name)) throw twice(name);
  return { ...given, ...numbered(path, input) };
}

const twice = (name: string) =>
  new ProtocolError('BAD_REQUEST', 'A field stands in the path and beside it.', {
    issues: [{ path: name, message: 'stands in the path already' }],
  });

function objectIn(body: unknown): object {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body;
  throw new ProtocolError('BAD_REQUEST', 'The body is no JSON object.');
}

/** A query and a path hold text: what should be a number is read as one. */
const numbered = (query: HttpRequest['query'], { shape }: z.ZodMiniObject): object =>
  Object.fromEntries(
    Object.entries(query).map(([name, text]) => [
      name,
      isNumber(shape[name]) && /^-?\d+$/.test(text) ? Number(text) : text,
    ]),
  );

const isNumber = (field: unknown): boolean =>
  field instanceof z.ZodMiniOptional ? isNumber(field.def.innerType) : field instanceof z.ZodMiniNumber;

/** An operation whose result differs each time it is sent may be given one. */
const idempotencyKey = z.string().check(z.regex(/^[\x21-\x7e]{1,255}$/));

export function idempotencyKeyIn(text: string): string | undefined {
  if (text === '') return undefined;
  const { data } = z.safeParse(idempotencyKey, text);
  if (data === undefined)
    throw new ProtocolError('BAD_REQUEST', 'Idempotency-Key is 1 to 255 visible ASCII characters.');
  return data;
}
