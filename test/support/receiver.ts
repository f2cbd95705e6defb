/** Somebody else's server, which takes webhooks: on a port of its own, over real HTTP. */
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WebhookEvent } from '../../shared/protocol/index.ts';

export interface Delivery {
  readonly headers: Record<string, string>;
  readonly body: string;
  /** What it was answered. */
  readonly status: number;
  /** When it came, in milliseconds on the monotonic clock. */
  readonly at: number;
}

export type Receiver = Awaited<ReturnType<typeof startReceiver>>;

const PATIENCE_MS = 20_000;

export async function startReceiver(path = '/hooks') {
  const deliveries: Delivery[] = [];
  let status = 200;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const headers = Object.fromEntries(Object.entries(request.headers).map(([k, v]) => [k, String(v)]));
    deliveries.push({ headers, body: Buffer.concat(chunks).toString(), status, at: performance.now() });
    response.writeHead(status).end();
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const taken = (): WebhookEvent[] =>
    deliveries.filter(one => one.status === 200).flatMap(({ body }) => JSON.parse(body).events);

  return {
    url: `http://127.0.0.1:${address.port}${path}`,
    deliveries,
    /** Every event that was answered with 200, in the order it came. */
    taken,
    /** What each request is answered from now on. */
    answer(next: number) {
      status = next;
    },
    /** The events of some types, once there are so many. */
    async events(count: number, ...types: readonly WebhookEvent['type'][]): Promise<WebhookEvent[]> {
      const wanted = () => taken().filter(({ type }) => types.length === 0 || types.includes(type));
      const giveUp = Date.now() + PATIENCE_MS;
      while (wanted().length < count) {
        if (Date.now() > giveUp)
          throw new Error(`waited for ${count} of ${types}; got ${JSON.stringify(taken())}`);
        await sleep(20);
      }
      return wanted();
    },
    async stop() {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
