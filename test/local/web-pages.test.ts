/** The chat page and the console on the gateway's port, and a browser's way to sign in from another origin. */
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { get as httpGet, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { fromRoutes } from '../../local/from-routes.ts';
import { type Server, startServer } from '../../local/server.ts';
import { contentSecurityPolicy } from '../../shared/page-headers.ts';

let server: Server;
let folder: string;
beforeAll(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'web-')), 'dist');
  await mkdir(join(folder, 'assets'), { recursive: true });
  await writeFile(join(folder, 'index.html'), '<title>Messages</title>');
  await writeFile(join(folder, 'assets/index-abc.js'), 'export {};');
  await writeFile(join(folder, '..', 'secret.js'), 'no');
  server = await startServer(
    fromRoutes({ managementApi: 'in-process', settings: { ROOM_DIRECTORY: 'true' } }),
    {
      port: 0,
      host: '127.0.0.1',
      webFolder: folder,
      rules: { lifetimeMs: 60_000 },
    },
  );
});
afterAll(() => server.close());

/** With headers that fetch would not let through. */
async function getAs(path: string, headers: Record<string, string>) {
  const response = await new Promise<IncomingMessage>(resolve =>
    httpGet(server.ready.httpUrl + path, { headers }, resolve),
  );
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}

const get = (path: string) => fetch(server.ready.httpUrl + path);

test('the page is served at / under the policy that CloudFront sets, and is asked for anew each time', async () => {
  const page = await get('/');
  expect([page.status, page.headers.get('content-type'), await page.text()]).toEqual([
    200,
    'text/html; charset=utf-8',
    '<title>Messages</title>',
  ]);
  const { httpUrl } = server.ready;
  expect(page.headers.get('content-security-policy')).toBe(
    contentSecurityPolicy([httpUrl.replace('http', 'ws'), httpUrl]),
  );
  expect(page.headers.get('cache-control')).toBe('no-cache');
});

test('what the page loads is kept for good', async () => {
  const asset = await get('/assets/index-abc.js');
  expect([asset.status, asset.headers.get('content-type'), asset.headers.get('cache-control')]).toEqual([
    200,
    'text/javascript; charset=utf-8',
    'max-age=31536000, immutable',
  ]);
});

test('who can read it is sent it zipped, as by CloudFront', async () => {
  const asset = await get('/assets/index-abc.js');
  expect([asset.headers.get('content-encoding'), await asset.text()]).toEqual(['gzip', 'export {};']);
  const plain = await getAs('/assets/index-abc.js', { 'Accept-Encoding': 'identity' });
  expect([plain.headers['content-encoding'], plain.body]).toEqual([undefined, 'export {};']);
});

test('a page that is not built says how to build it', async () => {
  const page = await get('/admin');
  expect(page.status).toBe(503);
  expect(await page.text()).toContain('npx vite build web');
});

test.each(['/assets/../../secret.js', '/..%2fsecret.js', '/%2e%2e/secret.js', '/assets/', '/none.js'])(
  'nothing but the pages’ own files is served: %s',
  async path => {
    expect((await get(path)).status).toBe(403);
  },
);

test('config.json tells the page what differs from AWS, the demo users, the metrics, the lifetime, and what users may find', async () => {
  expect(await (await get('/config.json')).json()).toEqual({
    socketUrl: server.ready.socketUrl,
    cognito: server.ready.cognito,
    metricsUrl: 'metrics',
    roomDirectory: true,
    userDirectory: false,
    dataRequests: false,
    demoUsers: server.ready.users,
    lifetimeMs: 60_000,
  });
});

describe('the demo users’ passwords', () => {
  const port = () => new URL(server.ready.httpUrl).port;
  const config = async (headers: Record<string, string>) => {
    const answer = await getAs('/config.json', headers);
    return { ...answer, body: JSON.parse(answer.body) };
  };

  it.each([
    ['a page of this port', () => ({ Origin: `http://localhost:${port()}`, Host: `localhost:${port()}` })],
    ['a page of this port, which asks with GET alone', () => ({ 'Sec-Fetch-Site': 'same-origin' })],
    ['no page', () => ({})],
  ])('are told to %s, and nothing lets others read along', async (_, headers) => {
    const told = await config(headers());
    expect(told.body.demoUsers).toEqual(server.ready.users);
    expect(told.headers['access-control-allow-origin']).toBeUndefined();
  });

  it.each([
    ['of another origin', () => ({ Origin: 'https://evil.example' })],
    ['of another port', () => ({ Origin: 'http://127.0.0.1:1' })],
    ['of no origin', () => ({ Origin: 'null' })],
    ['of another site, by a request without an origin', () => ({ 'Sec-Fetch-Site': 'cross-site' })],
  ])('are not told to a page %s, which may read all the rest', async (_, headers) => {
    const told = await config(headers());
    expect(told.body).toEqual({
      socketUrl: server.ready.socketUrl,
      cognito: server.ready.cognito,
      metricsUrl: 'metrics',
      roomDirectory: true,
      userDirectory: false,
      dataRequests: false,
      lifetimeMs: 60_000,
    });
    expect(told.headers['access-control-allow-origin']).toBe('*');
  });
});

test.each(['/', '/admin', '/examples/browser.html', '/login?client_id=none&redirect_uri=none'])(
  '%s has a policy of its own, and no other page may hold on to its window or take what its forms send',
  async path => {
    const { headers } = await get(path);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src '(self|none)';.* form-action 'self'.*; frame-ancestors 'none'; base-uri 'none'$/,
    );
    expect(headers.get('content-security-policy')).not.toContain('unsafe');
  },
);

test('a page of another origin may sign in, and may send nothing signed', async () => {
  const asked = { Origin: 'http://localhost:1', 'Access-Control-Request-Method': 'POST' };
  const preflight = await fetch(server.ready.httpUrl, {
    method: 'OPTIONS',
    headers: { ...asked, 'Access-Control-Request-Headers': 'content-type,x-amz-target' },
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
  expect(preflight.headers.get('access-control-allow-headers')).not.toContain('authorization');
  const signIn = await fetch(server.ready.httpUrl, {
    method: 'POST',
    headers: { 'X-Amz-Target': 'AWSCognitoIdentityProviderService.InitiateAuth' },
    body: JSON.stringify({
      AuthFlow: 'USER_PASSWORD_AUTH',
      ClientId: server.ready.cognito.clientId,
      AuthParameters: { USERNAME: 'alice', PASSWORD: 'Alice-demo-1' },
    }),
  });
  expect([signIn.status, signIn.headers.get('access-control-allow-origin')]).toEqual([200, '*']);
  const store = await fetch(server.ready.httpUrl, {
    method: 'POST',
    headers: { 'X-Amz-Target': 'DynamoDB_20120810.ListTables' },
    body: '{}',
  });
  expect(store.headers.get('access-control-allow-origin')).toBeNull();
});
