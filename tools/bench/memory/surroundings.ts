/** What the function finds around it: a store with rooms in it, and a management API that takes every post. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import * as z from 'zod';
import { handler as connect } from '../../../handlers/connect.ts';
import { handler as joinRoom } from '../../../handlers/join-room.ts';
import { containerIn } from '../../../local/container.ts';
import { openStore } from '../../../local/store.ts';
import { ENV } from '../../../shared/names.ts';
import { joinEvent } from './events.ts';

export interface Surroundings {
  readonly env: Record<string, string>;
  close(): Promise<void>;
}

const env = z.record(z.string(), z.string());
const listening = z.object({ port: z.int() });

/** @param rooms by name, the connections in each */
export async function surroundings(rooms: ReadonlyMap<string, number>): Promise<Surroundings> {
  const store = await openStore(undefined);
  const management = createServer((request, response) => {
    request.resume();
    request.once('end', () => response.end());
  }).listen(0, '127.0.0.1');
  await once(management, 'listening');
  const container = containerIn({
    dynamodbEndpoint: store.endpoint,
    managementEndpoint: `http://127.0.0.1:${listening.parse(management.address()).port}`,
    awsEndpoint: 'http://127.0.0.1:9',
    secretId: 'bench',
    tokenIssuer: 'http://127.0.0.1/bench',
    clientId: 'bench',
    settings: { SENDER_MESSAGES_PER_SECOND: '0', ROOM_MESSAGES_PER_SECOND: '0', PRESENCE_LIMIT: '0' },
  });
  const context = { awsRequestId: 'bench', getRemainingTimeInMillis: () => 10_000 };
  for (const [room, connections] of rooms)
    for (let member = 0; member < connections; member++) {
      const event = joinEvent(room, member);
      await connect.in(container)(event, context);
      await joinRoom.in(container)(event, context);
    }
  return {
    env: {
      ...env.parse(container.env),
      [ENV.metricsService]: 'bench',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    },
    async close() {
      management.closeAllConnections();
      management.close();
      await store.close();
    },
  };
}
