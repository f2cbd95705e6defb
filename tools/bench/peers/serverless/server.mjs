/** The tutorial's chat under serverless-offline, on a DynamoDB of its own: dynalite in this process, which costs it nothing. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';

const TABLE = 'connections';
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

async function answers(port) {
  try {
    await fetch(`http://127.0.0.1:${port}`);
    return true;
  } catch {
    return false;
  }
}

const store = dynalite({ createTableMs: 0 }).listen(0, '127.0.0.1');
await once(store, 'listening');
const endpoint = `http://127.0.0.1:${store.address().port}`;
await new DynamoDBClient({ endpoint, region: 'us-east-1', credentials }).send(
  new CreateTableCommand({
    TableName: TABLE,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: 'connectionId', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'connectionId', AttributeType: 'S' }],
  }),
);

const [http, socket, lambda] = [await freePort(), await freePort(), await freePort()];
const command = createRequire(import.meta.url).resolve('osls/bin/serverless.js');
const offline = fork(
  command,
  ['offline', '--httpPort', String(http), '--websocketPort', String(socket), '--lambdaPort', String(lambda)],
  {
    execArgv: ['--import', new URL('../../servers/answering.mjs', import.meta.url).href],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      ...process.env,
      CHAT_TABLE: TABLE,
      CHAT_STORE: endpoint,
      CHAT_POSTS: `http://127.0.0.1:${socket}`,
      SLS_TELEMETRY_DISABLED: '1',
      SLS_NOTIFICATIONS_MODE: 'off',
    },
  },
);
offline.on('exit', code => process.exit(code ?? 1));
while (!(await answers(socket))) await sleep(100);
console.log(JSON.stringify({ url: `ws://127.0.0.1:${socket}` }));
