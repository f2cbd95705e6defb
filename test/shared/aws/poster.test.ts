import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Server, Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { managementPoster } from '../../../shared/aws/poster.ts';
import { testServer } from '../../support/server.ts';
import { TLS_CERTIFICATE, TLS_KEY } from './tls.ts';

const frame = Buffer.from('{"text":"ü 😀"}');
const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

const OWN = { accessKeyId: 'local', secretAccessKey: 'local' };

function posterTo(endpoint: string, sockets?: number, credentials: typeof OWN | null = OWN) {
  const warnings: Record<string, unknown>[] = [];
  const poster = managementPoster({
    endpoint,
    region: 'us-east-1',
    ...(credentials && { credentials }),
    logger: { warn: (_, details) => warnings.push(details), error: () => {} },
    ...(sockets && { sockets }),
  });
  cleanUps.push(() => poster.close());
  return Object.assign(poster, { warnings });
}

async function serve(answer: RequestListener, server: Server = createServer(answer)) {
  const sockets = new Set<Socket>();
  let opened = 0;
  server.on('secureConnection' in server ? 'secureConnection' : 'connection', (socket: Socket) => {
    opened += 1;
    sockets.add(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  cleanUps.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    authority: `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    opened: () => opened,
    drop: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const answering =
  (statusOf: (body: string, path: string) => number, more: Record<string, string> = {}): RequestListener =>
  async (request, response: ServerResponse) => {
    const body = await bodyOf(request);
    response.writeHead(statusOf(body, request.url ?? ''), { 'content-length': '0', ...more }).end();
  };

describe('a post', () => {
  it('reaches a client through the signed management API, and a gone one is told', async () => {
    const server = await testServer({ managementApi: 'http' });
    cleanUps.push(() => server.close());
    const alice = await server.connect('alice');
    const bob = await server.connect('bob');
    for (const socket of [alice, bob]) await socket.ask('joinRoom', { room: 'hall' });
    await alice.ask('sendMessage', { room: 'hall', text: 'ü 😀' });
    expect(await bob.next(({ type }) => type === 'message')).toMatchObject({ text: 'ü 😀' });
    expect(await posterTo(server.managementUrl).post('bm9ib2R5PQ==', frame)).toBe('gone');
  });

  it.each([
    [200, 'posted'],
    [410, 'gone'],
    [429, 'throttled'],
    [500, 'failed'],
    [403, 'failed'],
  ])('that is answered %i is %s', async (status, result) => {
    const { authority } = await serve(answering(() => status));
    expect(await posterTo(`http://${authority}/dev`).post('a=', frame)).toBe(result);
  });

  it('carries the frame to the path of its connection', async () => {
    const seen: string[] = [];
    const { authority } = await serve(
      answering((body, path) => {
        seen.push(`${path} ${body}`);
        return 200;
      }),
    );
    await posterTo(`http://${authority}/dev/`).post('L0SM9cOFvHcCIhw=', frame);
    expect(seen).toEqual([`/dev/%40connections/L0SM9cOFvHcCIhw%3D ${frame}`]);
  });

  it('uses a bounded number of sockets again and again', async () => {
    const { authority, opened } = await serve(answering(() => 200));
    const poster = posterTo(`http://${authority}/dev`, 4);
    const results = await Promise.all(Array.from({ length: 200 }, (_, at) => poster.post(`c${at}`, frame)));
    expect(new Set(results)).toEqual(new Set(['posted']));
    expect(opened()).toBe(4);
  });

  it('opens another socket where the last one was closed or can not be used again', async () => {
    const { authority, opened, drop } = await serve(answering(() => 200, { connection: 'close' }));
    const poster = posterTo(`http://${authority}/dev`, 1);
    const results = await Promise.all(['a', 'b', 'c'].map(id => poster.post(id, frame)));
    expect(results).toEqual(['posted', 'posted', 'posted']);
    expect(opened()).toBe(3);
    drop();
    expect(await poster.post('d', frame)).toBe('posted');
  });

  it('fails, and is told apart from a gone connection, where the network does', async () => {
    const { authority, drop } = await serve((_, response) => {
      response.socket?.destroy();
    });
    const poster = posterTo(`http://${authority}/dev`);
    expect(await poster.post('a', frame)).toBe('failed');
    drop();
    const nowhere = posterTo('http://127.0.0.1:1/dev', 1);
    expect(await Promise.all(['a', 'b'].map(id => nowhere.post(id, frame)))).toEqual(['failed', 'failed']);
    expect(nowhere.warnings).toHaveLength(2);
  });

  it('fails where no answer comes, and does not take the others with it', async () => {
    const { authority } = await serve(async (request, response) => {
      if (!request.url?.endsWith('stuck')) await answering(() => 200)(request, response);
    });
    const poster = posterTo(`http://${authority}/dev`, 2);
    const stuck = poster.post('stuck', frame);
    const others = await Promise.all(Array.from({ length: 20 }, (_, at) => poster.post(`c${at}`, frame)));
    expect(new Set(others)).toEqual(new Set(['posted']));
    expect(await stuck).toBe('failed');
  });

  it('goes over TLS, on few sockets', async () => {
    const listener = answering(() => 200);
    const { authority, opened } = await serve(
      listener,
      createTlsServer({ key: TLS_KEY, cert: TLS_CERTIFICATE }, listener),
    );
    expect(await posterTo(`https://${authority}/dev`).post('a', frame), 'unknown certificate').toBe('failed');
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
    cleanUps.push(() => delete process.env.NODE_TLS_REJECT_UNAUTHORIZED);
    const before = opened();
    const poster = posterTo(`https://${authority}/dev`, 3);
    const results = await Promise.all(Array.from({ length: 50 }, (_, at) => poster.post(`c${at}`, frame)));
    expect(new Set(results)).toEqual(new Set(['posted']));
    expect(opened() - before).toBe(3);
  });

  it('is signed with fresh credentials once the last ones come to their end', async () => {
    let handedOut = 0;
    const vendor = await serve((_, response) => {
      handedOut += 1;
      const body = {
        AccessKeyId: `KEY${handedOut}`,
        SecretAccessKey: `secret-${handedOut}`,
        Token: `session-${handedOut}`,
        // The second ones last: they are kept.
        Expiration: new Date(Date.now() + (handedOut === 1 ? 60_000 : 3_600_000)).toISOString(),
      };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    const kept = { ...process.env };
    cleanUps.push(() => {
      process.env = kept;
    });
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE'])
      delete process.env[name];
    process.env.AWS_CONTAINER_CREDENTIALS_FULL_URI = `http://${vendor.authority}/credentials`;
    const seen: string[] = [];
    const { authority } = await serve(async (request, response) => {
      const [, key = ''] = /Credential=(\w+)\//.exec(request.headers.authorization ?? '') ?? [];
      seen.push(`${key} ${request.headers['x-amz-security-token']}`);
      await answering(() => 200)(request, response);
    });
    const poster = posterTo(`http://${authority}/dev`, 1, null);
    expect(await poster.post('a', frame)).toBe('posted');
    expect(seen).toEqual(['KEY1 session-1']);
    // Refreshed aside: no post waits for it.
    await expect
      .poll(async () => {
        await poster.post('b', frame);
        return seen.at(-1);
      })
      .toBe('KEY2 session-2');
    expect(handedOut).toBe(2);
  });
});
