/** What an operation is counted against: rooms with a conversation in them, and people in them. */
import { randomUUID } from 'node:crypto';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../emulator/local-aws.ts';
import { TABLES } from '../../local/store.ts';
import { documentClient } from '../../shared/aws/document-client.ts';
import { keys } from '../../shared/aws/keys.ts';
import type { Message } from '../../shared/protocol/index.ts';
import type { Socket } from '../../test/support/socket.ts';
import type { CountedServer } from './counted-server.ts';

type Row = Readonly<Record<string, unknown>>;

/** More than one read of the tail shows. */
const TALKED = 12;
const HOUR_MS = 3_600_000;
/** Not `admin`, who comes late. */
const USERS = ['alice', 'bob', 'carol', 'dave'];

/** A room whose last message is an hour old: what it costs to find room for the next one depends on no burst. */
export async function talkedIn({ stores: { messages }, messageBytes }: CountedServer): Promise<string> {
  const room = `room-${randomUUID()}`;
  const from = { userId: randomUUID(), name: 'somebody' };
  const before: Omit<Message, 'seq' | 'messageId'> = {
    room,
    epoch: await messages.begin(room),
    from,
    text: 'x'.repeat(messageBytes),
    sentAt: Date.now() - HOUR_MS,
  };
  await messages.claim(room);
  for (let seq = 1; seq <= TALKED; seq++) await messages.append({ ...before, seq, messageId: randomUUID() });
  return room;
}

/** Connected sockets, all of them in the room. */
export async function socketsIn(server: CountedServer, room: string, count: number): Promise<Socket[]> {
  const sockets = await pMap(
    Array.from({ length: count }),
    (_, i) => server.connect(USERS[i % USERS.length] ?? ''),
    {
      concurrency: 10,
    },
  );
  await pMap(sockets, socket => socket.ask('joinRoom', { room }), { concurrency: 10 });
  return sockets;
}

export const close = (sockets: readonly Socket[]): Promise<unknown> =>
  Promise.all(sockets.map(socket => socket.close()));

/** Connections without sockets, each in the room: they exist in the tables alone. `viewUntil`: 0 has it out of view. */
export async function absentIn(
  { stores: { connections } }: CountedServer,
  room: string,
  count: number,
  viewUntil?: number,
): Promise<void> {
  const connectedAt = Date.now();
  const expiresAt = Math.floor(connectedAt / 1000) + 7_200;
  await pMap(
    Array.from({ length: count }),
    async () => {
      const connectionId = `${randomUUID().replaceAll('-', '').slice(0, 15)}=`;
      const user = { userId: randomUUID(), name: 'somebody', connectionId, expiresAt };
      await connections.open({ ...user, groups: [], connectedAt });
      await connections.subscribe({ ...user, room, joinedAt: connectedAt, viewUntil });
    },
    { concurrency: 40 },
  );
}

/** DynamoDB's largest batch. */
const BATCH = 25;
const HOUR_SECONDS = 3_600;

/** A connection, and its subscription to the room, as they lie in the table. */
export function rowsOf(room: string, index: number, now: number): [Row, Row] {
  // Of no other room, and in the order of the index.
  const id = `${index.toString(36).padStart(9, '0')}${room.slice(-6)}`;
  const [userId, connectionId] = [`00000000-0000-4000-8000-${id.slice(3)}`, `${id}=`];
  const both = { name: 'somebody', expiresAt: Math.floor(now / 1_000) + HOUR_SECONDS };
  return [
    {
      ...keys.connection(userId, connectionId),
      ...both,
      groups: [],
      connectedAt: now,
      rooms: new Set([room]),
    },
    { ...keys.subscription(room, connectionId), ...both, userId, joinedAt: now },
  ];
}

/** Written straight into the store, with the figure that the sweeper keeps of a large room. */
export async function crowdIn(
  { dynamodb, stores }: CountedServer,
  room: string,
  count: number,
): Promise<void> {
  const { endpoint } = dynamodb;
  const documents = documentClient({ endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS });
  const now = Date.now();
  const rows = Array.from({ length: count }, (_, index) => rowsOf(room, index, now))
    .flat()
    .map(Item => ({ PutRequest: { Item } }));
  const batches = Array.from({ length: Math.ceil(rows.length / BATCH) }, (_, index) =>
    rows.slice(index * BATCH, (index + 1) * BATCH),
  );
  const put = (batch: typeof rows) =>
    documents.send(new BatchWriteCommand({ RequestItems: { [TABLES.connections]: batch } }));
  await pMap(batches, put, { concurrency: 8 });
  await stores.rooms.setConnections(room, count, now);
}
