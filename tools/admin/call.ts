/** One operation of the server API, sent; a refusal becomes one line. */
import * as z from 'zod';
import { type OperationName, operations, problem } from '../../shared/protocol/operations.ts';

export interface Api {
  readonly url: string;
  readonly key: string;
}

/** @throws Error with one line that says what was refused, and which field is wrong */
export async function call(
  { url, key }: Api,
  name: OperationName,
  input: Readonly<Record<string, unknown>>,
): Promise<Readonly<Record<string, unknown>>> {
  const { method, path } = operations[name];
  const fields = new Map(Object.entries(input).filter(([, value]) => value !== undefined));
  const filled = path.replace(/\{(\w+)\}/g, (_, field: string) => {
    const value = encodeURIComponent(String(fields.get(field)));
    fields.delete(field);
    return value;
  });
  const target = new URL(filled, url);
  const hasBody = method !== 'GET' && method !== 'DELETE';
  if (!hasBody) for (const [field, value] of fields) target.searchParams.set(field, String(value));
  const response = await fetch(target, {
    method,
    headers: { authorization: `Bearer ${key}` },
    ...(hasBody && { body: JSON.stringify(Object.fromEntries(fields)) }),
  }).catch(() => {
    throw new Error(`${url} does not answer: is that the URL, and the server running?`);
  });
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok) return z.record(z.string(), z.unknown()).parse(body);
  const { data } = problem.safeParse(body);
  if (!data) throw new Error(`${url} answered ${response.status}: is the server API deployed there?`);
  const issues = data.issues?.map(({ path, message }) => ` ${path}: ${message}.`) ?? [];
  throw new Error(`${data.code}: ${data.detail}${issues.join('')}`);
}
