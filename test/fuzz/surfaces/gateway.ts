/** The gateway's port: raw bytes, hostile frames after an upgrade, and bodies that are almost right at every stand-in for AWS. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { samplesOf, sumOf, sumsBy } from '../../../costs/prometheus.ts';
import { measuredServer, type Reading } from '../../../tools/measured/process.ts';
import { upgradeRequest } from '../../support/raw-upgrade.ts';
import { NO_FLOOD_CONTROL } from '../../support/server.ts';
import { signIn } from '../../support/sign-in.ts';
import { signRequest } from '../../support/sign-request.ts';
import { attack } from '../attacker.ts';
import { frames } from '../corpus/frames.ts';
import { innocent } from '../innocent.ts';
import { below, mutated, mutatedBytes, oneOf } from '../mutate.ts';
import { answered, isRecord, type Json, type SurfaceKind } from '../surface.ts';

/** As in `X-Amz-Target`, with a body that is right, or almost. */
const CALLS: readonly (readonly [service: string, target: string, body: Json])[] = [
  [
    'dynamodb',
    'DynamoDB_20120810.GetItem',
    { TableName: 'messages', Key: { PK: { S: 'a' }, SK: { S: 'b' } } },
  ],
  [
    'dynamodb',
    'DynamoDB_20120810.Query',
    {
      TableName: 'connections',
      KeyConditionExpression: '#p = :p AND begins_with(SK, :s)',
      ExpressionAttributeNames: { '#p': 'PK' },
      ExpressionAttributeValues: { ':p': { S: 'ROOM#a' }, ':s': { S: 'CONN#' } },
    },
  ],
  // What was found once: it has an answer.
  ['dynamodb', 'DynamoDB_20120810.BatchGetItem', { RequestItems: { messages: null } }],
  ['dynamodb', 'DynamoDB_20120810.Scan', { TableName: 'connections', Limit: 3 }],
  [
    'dynamodb',
    'DynamoDB_20120810.UpdateItem',
    {
      TableName: 'messages',
      Key: { PK: { S: 'fuzz' }, SK: { S: 'b' } },
      UpdateExpression: 'SET a = if_not_exists(a, :a) + :a, l = list_append(:l, :l) REMOVE c ADD s :s',
      ConditionExpression: 'attribute_not_exists(PK) OR a < :a',
      ExpressionAttributeValues: { ':a': { N: '1' }, ':l': { L: [] }, ':s': { SS: ['x'] } },
    },
  ],
  [
    'dynamodb',
    'DynamoDB_20120810.BatchGetItem',
    { RequestItems: { messages: { Keys: [{ PK: { S: 'a' }, SK: { S: 'b' } }] } } },
  ],
  ['sqs', 'AmazonSQS.CreateQueue', { QueueName: 'fuzz', Attributes: { VisibilityTimeout: '1' } }],
  [
    'sqs',
    'AmazonSQS.SendMessage',
    { QueueUrl: 'http://127.0.0.1/1/fuzz', MessageBody: 'hello', DelaySeconds: 0 },
  ],
  ['sqs', 'AmazonSQS.ReceiveMessage', { QueueUrl: 'http://127.0.0.1/1/fuzz', WaitTimeSeconds: 0 }],
  [
    'cognito-idp',
    'AWSCognitoIdentityProviderService.SignUp',
    { ClientId: 'c', Username: 'eve', Password: 'Aa1!aaaaaa' },
  ],
  [
    'cognito-idp',
    'AWSCognitoIdentityProviderService.InitiateAuth',
    { ClientId: 'c', AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: { USERNAME: 'bob', PASSWORD: 'x' } },
  ],
  [
    'cognito-idp',
    'AWSCognitoIdentityProviderService.ListUsers',
    { UserPoolId: 'p', Filter: 'username = "a"', Limit: 5 },
  ],
  ['secretsmanager', 'secretsmanager.GetSecretValue', { SecretId: 'messaging/keys' }],
  ['secretsmanager', 'secretsmanager.CreateSecret', { Name: 'fuzz', SecretString: '{}' }],
];

/** Method, path, and a body: at the HTTP API, the management API and Lambda's. */
const REQUESTS: readonly (readonly [service: string, method: string, path: string, body: Json])[] = [
  ['', 'POST', '/publish', { room: 'general', text: 'Published' }],
  ['', 'GET', '/config.json', null],
  ['execute-api', 'POST', '/local/@connections/AAAAAAAAAAAA=', { any: 'thing' }],
  ['lambda', 'POST', '/2015-03-31/functions/sweeper/invocations', {}],
];

const corpus: readonly Json[] = [
  ...CALLS.map(([service, target, body]) => ({ service, path: '/', target, body })),
  ...REQUESTS.map(([service, method, path, body]) => ({ service, method, path, body })),
  { raw: 'POST /publish HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}' },
  {
    raw: 'POST /publish HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n',
  },
  { raw: upgradeRequest('ws://127.0.0.1/local', ['Authorization: Bearer a.b.c']) },
  {
    raw: upgradeRequest(
      'ws://127.0.0.1/local?token=a.b.c',
      frames.slice(0, 3).map(frame => `X: ${JSON.stringify(frame)}`),
    ),
  },
  { hostile: 1 },
];

const HOSTILE_FRAMES = 400;
/** Of what the server holds at its start, once its caches are full. */
const HEAP_GROWTH = 1.25;
const SLACK_BYTES = 64 * 2 ** 20;
const SETTLE_MS = 3_000;

export const gateway: SurfaceKind = {
  corpus,
  isGuided: false,

  async start({ seed }) {
    const off = Number.POSITIVE_INFINITY;
    const server = await measuredServer({
      rules: { requestsPerSecond: off, connectsPerSecond: off, lambdaConcurrency: off, lambdaScaling: off },
      settings: NO_FLOOD_CONTROL,
    });
    const token = await signIn(server.cognito, 'bob');
    const { clientId, userPoolId } = server.cognito;
    const good = await innocent({ url: server.socketUrl, token, publish: server.publish });
    const { hostname, port } = new URL(server.httpUrl);
    let inputs = 0;
    let warm: Reading | undefined;

    async function raw(text: string): Promise<void> {
      const socket = connect(Number(port), hostname);
      socket.on('error', () => {});
      socket.resume();
      const closed = once(socket, 'close');
      socket.end(Buffer.from(text, 'latin1'));
      await answered('raw bytes', closed);
    }

    async function hostile(name: number): Promise<void> {
      const surprises: string[] = [];
      const course = { url: server.socketUrl, token, seed, name: String(name), frames: HOSTILE_FRAMES };
      await answered('hostile frames', attack({ ...course, onSurprise: kinds => surprises.push(kinds) }));
      if (surprises[0] !== undefined)
        throw new Error(`a connection ended that should have lived, after ${surprises[0]}`);
    }

    /** A complete request is always answered, and never with a failure of ours. */
    async function request(input: Record<string, Json>): Promise<void> {
      const { service = '', method = 'POST', path = '/', target = '', body = null } = input;
      const known = JSON.stringify(body)
        .replaceAll('"ClientId":"c"', `"ClientId":"${clientId}"`)
        .replaceAll('"UserPoolId":"p"', `"UserPoolId":"${userPoolId}"`)
        .replaceAll('http://127.0.0.1/1/', `${server.httpUrl}/123456789012/`);
      const url = URL.parse(String(path), server.httpUrl);
      // A path can lead to another machine, and no header holds every character: neither is a request to the gateway.
      if (url?.host !== new URL(server.httpUrl).host || /[^\x20-\x7e]/.test(`${target}${service}`)) return;
      const signed =
        service === ''
          ? {}
          : signRequest({ url: url.href, service: String(service), target: String(target), body: known });
      const response = fetch(url, {
        method: method === 'GET' ? 'GET' : 'POST',
        headers: { authorization: `Bearer ${server.publish.apiKey}`, ...signed },
        ...(method !== 'GET' && { body: known }),
      });
      const { status } = await answered(`${service} ${path} ${target}`, response);
      await (await response).arrayBuffer();
      if (status === 500 || status === 502)
        throw new Error(`${service} ${path} ${target} was answered ${status}`);
    }

    return {
      concurrency: 6,

      draw(random, pool): Json {
        const input = oneOf(random, pool);
        if (!isRecord(input)) throw new Error('the corpus holds objects');
        if (typeof input.raw === 'string')
          return { raw: mutatedBytes(random, Buffer.from(input.raw, 'latin1')).toString('latin1') };
        if ('hostile' in input) return { hostile: below(random, 2 ** 31) };
        const { service = '', body = null, ...rest } = input;
        const bodies = pool.flatMap(one => (isRecord(one) && one.body !== undefined ? [one.body] : []));
        const changed = random() < 0.1 ? mutated(random, rest, pool) : rest;
        return { ...(isRecord(changed) ? changed : rest), service, body: mutated(random, body, bodies) };
      },

      async run(input) {
        if (!isRecord(input)) throw new Error('an input is an object');
        if (typeof input.raw === 'string') await raw(input.raw);
        else if (typeof input.hostile === 'number') await hostile(input.hostile);
        else await request(input);
        inputs += 1;
        if (inputs === 2 * corpus.length) warm = await server.read();
        if (!server.isAlive()) throw new Error('the server has died');
      },

      async stop() {
        const wrong: string[] = [];
        const { published, missed } = await good.end();
        if (published === 0 || missed.length > 0)
          wrong.push(`the innocent connection missed ${missed.length} of ${published}`);
        await new Promise(resolve => setTimeout(resolve, SETTLE_MS));
        const metrics = samplesOf(await (await fetch(server.metricsUrl)).text());
        const open = sumOf(metrics, 'gateway_connections');
        if (open > 0) wrong.push(`${open} connections are left`);
        const failed = sumsBy('function', metrics, 'lambda_invocations_total', { outcome: 'error' });
        // It fails by design: API Gateway knows a refused token by the error.
        for (const [name, times] of Object.entries(failed))
          if (times > 0 && name !== 'authorizer') wrong.push(`${name} failed ${times} times`);
        const { heapUsed, external } = await server.read();
        const most = warm && (warm.heapUsed + warm.external) * HEAP_GROWTH + SLACK_BYTES;
        if (most && heapUsed + external > most)
          wrong.push(`${heapUsed + external} bytes of heap at the end, over ${most}`);
        server.stop();
        return wrong;
      },
    };
  },
};
