/** DynamoDB's units of a send: ours, and those of a backend that counts, puts and queries anew for each message. */
import { randomUUID } from 'node:crypto';
import { GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../../emulator/local-aws.ts';
import { isRead } from '../../../emulator/observe/units.ts';
import { TABLES } from '../../../local/store.ts';
import { type Consumed, documentClient } from '../../../shared/aws/document-client.ts';
import { keys } from '../../../shared/aws/keys.ts';
import { type CountedServer, countedServer } from '../../costs/counted-server.ts';
import { close, socketsIn, talkedIn } from '../../costs/rooms.ts';
import type { Setup } from './measurement.ts';
import { type Row, rowOf } from './row.ts';

const MESSAGE_BYTES = 200;
const PEER = 'counter, put and query';
const TEXT = 'x'.repeat(MESSAGE_BYTES);

export async function units({ progress }: Setup): Promise<Row[]> {
  const server = await countedServer({ messageBytes: MESSAGE_BYTES, settings: { PRESENCE_LIMIT: '0' } });
  const rows: Row[] = [];
  try {
    for (const members of [10, 100]) {
      progress(`a room of ${members}`);
      const [mine, theirs] = await counted(server, members);
      const against = (kind: 'read' | 'write') =>
        rowOf({
          name: 'units.send',
          unit: `${kind} units, room of ${members}`,
          peerName: PEER,
          better: 'lower',
          ours: [mine[kind]],
          peer: [theirs[kind]],
        });
      rows.push(against('write'), against('read'));
    }
  } finally {
    await server.close();
  }
  return rows;
}

interface Units {
  readonly read: number;
  readonly write: number;
}

async function counted(server: CountedServer, members: number): Promise<[Units, Units]> {
  const room = await talkedIn(server);
  const sockets = await socketsIn(server, room, members);
  const [own] = sockets;
  if (!own) throw new Error('there is nobody in the room');
  const { reads, writes } = await server.count({ 'send-message': 1 }, async () => {
    const reply = await own.ask('sendMessage', { room, text: TEXT, messageId: randomUUID(), attempt: 1 });
    if (reply.type !== 'ok') throw new Error(`a send was refused: ${JSON.stringify(reply)}`);
  });
  const theirs = await counterPutAndQuery(server.dynamodb.endpoint, room);
  await close(sockets);
  const sum = ({ connections, messages }: typeof reads) => connections + messages;
  return [{ read: sum(reads), write: sum(writes) }, theirs];
}

/** On the same rows as ours: whether the sender is in, the next number, the message, and who is in the room. */
async function counterPutAndQuery(endpoint: string, room: string): Promise<Units> {
  const consumed: Consumed[] = [];
  const documents = documentClient({
    endpoint,
    region: LOCAL_REGION,
    credentials: LOCAL_CREDENTIALS,
    onConsumed: report => consumed.push(report),
  });
  const rows = {
    TableName: TABLES.connections,
    ExpressionAttributeValues: { ':room': keys.subscription(room, '').PK },
  };
  const { Items = [] } = await documents.send(
    new QueryCommand({ ...rows, KeyConditionExpression: 'PK = :room' }),
  );
  const [{ PK, SK } = {}] = Items;
  await documents.send(new GetCommand({ TableName: TABLES.connections, Key: { PK, SK } }));
  await documents.send(
    new UpdateCommand({
      TableName: TABLES.messages,
      Key: { PK: `PEER#${room}`, SK: 'counter' },
      UpdateExpression: 'ADD head :one',
      ExpressionAttributeValues: { ':one': 1 },
    }),
  );
  await documents.send(
    new PutCommand({ TableName: TABLES.messages, Item: { PK: `PEER#${room}`, SK: 'message', text: TEXT } }),
  );
  const of = (kind: keyof Units) =>
    consumed
      .filter(({ command }) => isRead(command) === (kind === 'read'))
      .reduce((sum, { units }) => sum + units, 0);
  return { read: of('read'), write: of('write') };
}
