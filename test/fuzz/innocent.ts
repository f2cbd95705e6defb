/** A client that does nothing wrong, in a room that somebody publishes to all the while. */
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { Socket } from '../support/socket.ts';

const EVERY_MS = 50;
const LAST_MS = 30_000;

const published = z.object({ seq: z.number() });

export interface InnocentOptions {
  readonly url: string;
  readonly token: string;
  readonly publish: { readonly url: string; readonly apiKey: string };
}

export interface Innocent {
  /** Stops the publisher, waits for what is on its way, and says what was published and what never came. */
  end(): Promise<{ published: number; missed: readonly number[] }>;
}

export async function innocent({ url, token, publish }: InnocentOptions): Promise<Innocent> {
  const socket = await Socket.open(url, token);
  await socket.ask('joinRoom', { room: 'innocent' });
  const acknowledged: number[] = [];
  let ended = false;

  const publishing = (async () => {
    for (let n = 0; !ended; n += 1) {
      const response = await fetch(publish.url, {
        method: 'POST',
        headers: { authorization: `Bearer ${publish.apiKey}`, 'content-type': 'application/json' },
        body: JSON.stringify({ room: 'innocent', text: `message ${n}` }),
      });
      const answer = published.safeParse(await response.json());
      if (answer.success) acknowledged.push(answer.data.seq);
      await sleep(EVERY_MS);
    }
  })();

  return {
    async end() {
      ended = true;
      await publishing;
      const missing = () => {
        const heard = new Set(socket.messages.map(({ seq }) => seq));
        return acknowledged.filter(seq => !heard.has(seq));
      };
      const giveUp = Date.now() + LAST_MS;
      while (missing().length > 0 && Date.now() < giveUp && socket.closed === undefined) await sleep(100);
      const missed = missing();
      if (socket.closed !== undefined)
        throw new Error(
          `the innocent connection was closed with ${socket.closed.code} ${socket.closed.reason}`,
        );
      await socket.close();
      return { published: acknowledged.length, missed };
    },
  };
}
