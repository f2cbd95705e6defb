import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import * as z from 'zod';
import { post } from '../../test/support/publisher.ts';
import type { TestServer } from '../../test/support/server.ts';

const started = z.object({ request: z.custom<{ getHeader(name: string): unknown }>() });

/** How often Secrets Manager is asked while so many messages are published, ten at once. */
export async function secretCalls({ publish }: TestServer, publishes: number): Promise<number> {
  let calls = 0;
  const onRequest = (message: unknown) => {
    const target = started.parse(message).request.getHeader('x-amz-target');
    if (target === 'secretsmanager.GetSecretValue') calls += 1;
  };
  subscribe('http.client.request.start', onRequest);
  try {
    for (let sent = 0; sent < publishes; sent += 10) {
      const some = Array.from({ length: Math.min(10, publishes - sent) }, (_, i) =>
        post(publish.url, publish.apiKey, { room: `published-${i}`, text: 'x' }),
      );
      for (const { status } of await Promise.all(some))
        if (status !== 200) throw new Error(`a publish was answered ${status}`);
    }
    return calls;
  } finally {
    unsubscribe('http.client.request.start', onRequest);
  }
}
