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
  const given = { ...typed(query, input), ...(body !== undefined && objectIn(request.json())) };
  for (const name of Object.keys(path)) if (Object.hasOwn(given, name)) throw twice(name);
  return { ...given, ...typed(path, input) };
}

const twice = (name: string) =>
  new ProtocolError('BAD_REQUEST', 'A field stands in the path and beside it.', {
    issues: [{ path: name, message: 'stands in the path already' }],
  });

function objectIn(body: unknown): object {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body;
  throw new ProtocolError('BAD_REQUEST', 'The body is no JSON object.');
}

/** A query and a path hold text: what should be a number, or true or false, is read as one. */
const typed = (query: HttpRequest['query'], { shape }: z.ZodMiniObject): object =>
  Object.fromEntries(Object.entries(query).map(([name, text]) => [name, readAs(shape[name], text)]));

function readAs(field: unknown, text: string): unknown {
  if (field instanceof z.ZodMiniOptional) return readAs(field.def.innerType, text);
  if (field instanceof z.ZodMiniNumber) return /^-?\d+$/.test(text) ? Number(text) : text;
  return field instanceof z.ZodMiniBoolean && /^(true|false)$/.test(text) ? text === 'true' : text;
}

/** An operation whose result differs each time it is sent may be given one. */
const idempotencyKey = z.string().check(z.regex(/^[\x21-\x7e]{1,255}$/));

export function idempotencyKeyIn(text: string): string | undefined {
  if (text === '') return undefined;
  const { data } = z.safeParse(idempotencyKey, text);
  if (data === undefined)
    throw new ProtocolError('BAD_REQUEST', 'Idempotency-Key is 1 to 255 visible ASCII characters.');
  return data;
}
