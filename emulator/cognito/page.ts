/** One page of a list, and the token that asks for the next. */
import { invalidParameter } from './errors.ts';

export async function takePage<T>(
  items: AsyncIterable<T>,
  limit: number,
  nameOf: (item: T) => string,
): Promise<{ page: T[]; next: string | undefined }> {
  const page: T[] = [];
  for await (const item of items) {
    const last = page.at(-1);
    if (page.length === limit && last !== undefined) return { page, next: encode(nameOf(last)) };
    page.push(item);
  }
  return { page, next: undefined };
}

function encode(name: string): string {
  return Buffer.from(name).toString('base64url');
}

export function readPageToken(token: string | undefined): string | undefined {
  if (token === undefined) return undefined;
  const name = Buffer.from(token, 'base64url').toString();
  if (encode(name) !== token) throw invalidParameter('Invalid pagination token');
  return name;
}
