/** The local server under other names than its address: behind a proxy, on the network, in a code space. */
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { hostname } from 'node:os';
import { text } from 'node:stream/consumers';
import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, it } from 'vitest';
import { namesOf } from '../../emulator/http/names.ts';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../emulator/local-aws.ts';
import { destroyByHand, upgradeByHand, WEBSOCKET_HEADERS } from '../support/gateway-client.ts';
import { type TestServer, type TestServerOptions, testServer } from '../support/server.ts';

const servers: TestServer[] = [];
afterEach(async () => {
  destroyByHand();
  await Promise.all(servers.splice(0).map(server => server.close()));
});

async function start(options: TestServerOptions = {}): Promise<TestServer> {
  const server = await testServer(options);
  servers.push(server);
  return server;
}

async function ask(server: TestServer, path: string, headers: Record<string, string>) {
  const url = `http://127.0.0.1:${server.port}${path}`;
  const response = await new Promise<IncomingMessage>((resolve, reject) =>
    get(url, { headers }, resolve).on('error', reject),
  );
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}

const configAt = async (server: TestServer, headers: Record<string, string>) =>
  JSON.parse((await ask(server, '/config.json', headers)).body);

async function statusOfUpgrade(server: TestServer, host: string): Promise<string> {
  const headers = ['Host:', `Host: ${host}`, ...WEBSOCKET_HEADERS];
  const [answer] = await once(upgradeByHand(`ws://127.0.0.1:${server.port}/local`, headers), 'data');
  return String(answer).split(' ', 2)[1] ?? '';
}

describe('whoever asks by another name', () => {
  it('is told the addresses under that name, and may connect there', async () => {
    const server = await start({ hostedSignIn: true });
    for (const [headers, http, ws] of [
      [{ Host: 'localhost:8080' }, 'http://localhost:8080', 'ws://localhost:8080'],
      [{ Host: 'chat.localhost' }, 'http://chat.localhost', 'ws://chat.localhost'],
      [{ Host: '[::1]:4000' }, 'http://[::1]:4000', 'ws://[::1]:4000'],
      [{ Host: 'localhost', 'X-Forwarded-Proto': 'https' }, 'https://localhost', 'wss://localhost'],
    ] as const) {
      expect(await configAt(server, headers)).toMatchObject({
        socketUrl: `${ws}/local`,
        cognito: { endpoint: http, signInUrl: http },
      });
      const { 'content-security-policy': policy = '' } = (await ask(server, '/', headers)).headers;
      expect(policy).toContain(`connect-src 'self' ${ws} ${http};`);
      // No token: the host is not what it is refused for.
      expect(await statusOfUpgrade(server, headers.Host)).toBe('401');
    }
  });

  it('is let in by the hosted sign-in, which leads back under that name and under no other', async () => {
    const server = await start({ hostedSignIn: true });
    const { clientId } = server.cognito;
    const login = (redirect_uri: string) =>
      ask(
        server,
        `/login?${new URLSearchParams({ client_id: clientId, redirect_uri, response_type: 'code' })}`,
        { Host: 'localhost:8080' },
      );
    expect(await login('http://localhost:8080/')).toMatchObject({ status: 200 });
    for (const other of ['http://localhost:8081/', 'http://localhost:8080/elsewhere', 'http://evil.example/'])
      expect((await login(other)).body).toContain('none of the callback URLs');
  });

  it('is given the URL of a queue that can be opened there', async () => {
    const server = await start({ publicUrl: 'http://localhost:8080' });
    const sqs = new SQSClient({
      endpoint: `http://127.0.0.1:${server.port}`,
      region: LOCAL_REGION,
      credentials: LOCAL_CREDENTIALS,
    });
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'fan-out-dead-letters' }));
    expect(QueueUrl).toMatch(/^http:\/\/localhost:8080\/\d{12}\/fan-out-dead-letters$/);
    expect(Object.values(server.sqs.queues)).toContain(QueueUrl);
    sqs.destroy();
  });
});

describe('--public-url', () => {
  it('is the address that everybody is told, whichever they asked for, and a host that is let in', async () => {
    const server = await start({ publicUrl: 'https://chat.example.com' });
    expect(server).toMatchObject({
      httpUrl: 'https://chat.example.com',
      socketUrl: 'wss://chat.example.com/local',
      managementUrl: 'https://chat.example.com/local',
      publish: { url: 'https://chat.example.com/publish' },
    });
    for (const Host of ['chat.example.com', `127.0.0.1:${server.port}`])
      expect(await configAt(server, { Host })).toMatchObject({ socketUrl: 'wss://chat.example.com/local' });
    expect(await statusOfUpgrade(server, 'chat.example.com')).toBe('401');
    expect((await ask(server, '/', { Host: 'example.com' })).status).toBe(403);
  });
});

describe('a page whose name was made to resolve to this machine', () => {
  it('gets nothing at all', async () => {
    const server = await start();
    for (const host of ['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example:4000']) {
      for (const path of ['/', '/config.json', '/health', '/metrics', '/client.js', '/login', '/publish'])
        expect((await ask(server, path, { Host: host })).status, `${host} ${path}`).toBe(403);
      for (const target of ['DynamoDB_20120810.ListTables', 'AWSCognitoIdentityProviderService.InitiateAuth'])
        expect((await ask(server, '/', { Host: host, 'X-Amz-Target': target })).status, target).toBe(403);
      expect(await statusOfUpgrade(server, host)).toBe('403');
    }
  });

  it('is told what to do, in case the name is the user’s own', async () => {
    const { body } = await ask(await start(), '/', { Host: 'my-laptop.example:4000' });
    expect(JSON.parse(body).message).toContain('--public-url http://my-laptop.example:4000');
  });
});

describe('the names of a server', () => {
  const own = `${hostname()}:4000`;

  it('are those of the loopback alone, if it listens to nothing else', () => {
    const { include } = namesOf({ host: '127.0.0.1', publicUrl: undefined });
    for (const name of [
      'localhost',
      'LOCALHOST:4000',
      'localhost.:4000',
      '127.0.0.1:1',
      '127.1.2.3',
      '[::1]:4000',
    ])
      expect(include(name), name).toBe(true);
    for (const name of [
      undefined,
      '',
      '192.168.1.5:4000',
      '[fe80::1]',
      'a b',
      'localhost/',
      '127.0.0.1.nip.io',
    ])
      expect(include(name), String(name)).toBe(false);
  });

  it.each(['0.0.0.0', '::', '192.168.1.5'])('are addresses and its own name too, with --host %s', host => {
    const { include } = namesOf({ host, publicUrl: undefined });
    for (const name of ['localhost', '192.168.1.5:4000', '[fe80::1]:4000', own])
      expect(include(name), name).toBe(true);
    for (const name of ['evil.example', '1.2.3.4.example']) expect(include(name), name).toBe(false);
  });
});

describe('--host', () => {
  it.each(['0.0.0.0', '::'])('%s hands out no URL that can’t be opened', async host => {
    const server = await start({ host });
    for (const url of [server.httpUrl, server.publish.url, ...Object.values(server.sqs.queues)])
      expect(new URL(url).hostname).toBe('127.0.0.1');
    const alice = await server.connect('alice');
    await alice.close();
    const { body } = await ask(server, '/config.json', { Host: '192.0.2.1:4000' });
    expect(JSON.parse(body).socketUrl).toBe('ws://192.0.2.1:4000/local');
  });
});
