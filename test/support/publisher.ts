/** A server that publishes with an API key, over plain HTTP. */
import type { Frame } from './socket.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Frame;
}

export async function post(
  url: string,
  apiKey: string | undefined,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}
