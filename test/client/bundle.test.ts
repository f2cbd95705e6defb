/** The SDK as it is handed out: one small file, served by the gateway, with types that need zod's alongside and no more. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import type * as Sdk from '../../client/messaging-client.ts';
import { bundleClient } from '../../client/packaging/bundle-client.ts';
import { type TestServer, testServer } from '../support/server.ts';

const folder = mkdtempSync(join(tmpdir(), 'messaging-client-'));
let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await server.close();
});

describe('the bundle', () => {
  it('is at most 14 KiB gzipped, and imports nothing', async () => {
    const { code } = await bundleClient('client.js');
    expect(gzipSync(code, { level: 9 }).length).toBeLessThanOrEqual(14_336);
    expect(code).not.toMatch(/\bimport\b|\brequire\(/);
  });

  it('comes in short lines and with a source map: a fault is told after a line, not after all of it', async () => {
    const { code, map } = await bundleClient('client.js');
    writeFileSync(join(folder, 'client.js'), code);
    writeFileSync(join(folder, 'client.js.map'), map);
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    const file = join(folder, 'unhandled.js');
    const script = `
      import { MessagingClient } from './client.js';
      const WebSocket = class { constructor() { throw new SyntaxError('no such scheme'); } };
      new MessagingClient({ url: 'htp://x', getToken: () => 'x', WebSocket }).listRooms();
    `;
    writeFileSync(file, script);
    const { stderr } = spawnSync(process.execPath, ['--enable-source-maps', file], { encoding: 'utf8' });
    expect(stderr.indexOf('MessagingError: No WebSocket can be made to htp://x.')).toBeGreaterThan(0);
    expect(stderr.indexOf('MessagingError')).toBeLessThan(1_500);
    expect(stderr).toMatch(/client\/socket\.ts:\d+/);
    expect(stderr).toContain("code: 'BAD_URL'");
    expect(stderr).toContain('[cause]: SyntaxError: no such scheme');
    const plain = spawnSync(process.execPath, [file], { encoding: 'utf8' });
    expect(plain.stderr.length).toBeLessThan(3_000);
  });

  it('is served to pages of any origin, for a plain <script type="module">', async () => {
    expect((await fetch(`${server.httpUrl}/client.js.map`)).headers.get('content-type')).toContain('json');
    for (const path of ['/client.js', '/local-storage-outbox.js']) {
      const response = await fetch(server.httpUrl + path);
      expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
      expect(await response.text()).toMatch(/export\{/);
    }
  });

  it('does what the sources do: two clients talk, read back, edit, type and go', async () => {
    const file = join(folder, 'served.mjs');
    writeFileSync(file, await (await fetch(`${server.httpUrl}/client.js`)).text());
    const { MessagingClient }: typeof Sdk = await import(file);
    const [alice, bob] = await Promise.all(
      ['alice', 'bob'].map(async name => {
        const token = await server.token(name);
        return new MessagingClient({ url: server.socketUrl, getToken: () => token, WebSocket });
      }),
    );
    if (!alice || !bob) throw new Error('unreachable');
    const told: string[] = [];
    for (const name of ['presence', 'typing', 'read', 'edited', 'deleted', 'recovered'] as const)
      bob.on(name, () => told.push(name));
    const hers = alice.room('bundled');
    const his = bob.room('bundled');
    await his.join();
    await hers.join();
    const stream = his[Symbol.asyncIterator]();
    const { seq } = await hers.send('hello');
    expect(await stream.next()).toMatchObject({ value: { seq, text: 'hello', from: { name: 'alice' } } });
    hers.typing(true);
    await hers.markRead(seq);
    await hers.edit(seq, 'Hello');
    await hers.delete(seq);
    expect(await hers.history()).toMatchObject({
      head: 3,
      messages: [
        { seq, deletedAt: expect.any(Number) },
        { type: 'deleted', target: seq },
        { type: 'deleted', target: seq },
      ],
    });
    expect(await hers.presence()).toMatchObject({ connections: 2 });
    expect(await alice.listRooms()).toMatchObject([{ room: 'bundled', unread: 0 }]);
    await expect
      .poll(() => new Set(told))
      .toEqual(new Set(['presence', 'typing', 'read', 'edited', 'deleted']));
    await expect(alice.adminStats()).rejects.toMatchObject({ code: 'FORBIDDEN' });
    hers.leave();
    await expect(hers.send('gone')).rejects.toMatchObject({ code: 'NOT_JOINED' });
    for (const client of [alice, bob]) client.close();
    expect(bob.state).toMatchObject({ name: 'stopped', error: undefined });
  });
});

describe('npm run build:client', () => {
  it('writes a package whose types need zod and nothing else, and hold what is written against them', {
    timeout: 240_000, // the compiler runs twice
  }, () => {
    const built = spawnSync(process.execPath, ['--import', 'tsx', 'client/packaging/main.ts'], {
      encoding: 'utf8',
    });
    expect(built.status, built.stderr).toBe(0);
    const app = join(folder, 'app');
    mkdirSync(join(app, 'node_modules'), { recursive: true });
    const installed = join(app, 'node_modules/messaging-client');
    cpSync('dist/client', installed, { recursive: true });
    const { dependencies } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
    expect(Object.keys(dependencies)).toEqual(['zod']);
    symlinkSync(join(process.cwd(), 'node_modules/zod'), join(app, 'node_modules/zod'));
    writeFileSync(join(app, 'package.json'), '{"type":"module"}');
    writeFileSync(join(app, 'app.ts'), APP);
    const options = [
      '--strict',
      '--noEmit',
      '--module',
      'nodenext',
      '--target',
      'es2022',
      '--lib',
      'es2023,dom',
    ];
    const tsc = join(process.cwd(), 'node_modules/typescript/bin/tsc');
    const checked = spawnSync(process.execPath, [tsc, ...options, 'app.ts'], { cwd: app, encoding: 'utf8' });
    expect(checked.stdout).toBe('');
    expect(checked.status).toBe(0);
  });
});

const APP = `
import { MessagingClient, type ClientState, type Message } from 'messaging-client';
import { fileOutbox } from 'messaging-client/file-outbox';
import { localStorageOutbox } from 'messaging-client/local-storage-outbox';

const client = new MessagingClient({ url: 'wss://example.test', getToken: () => 'x', outbox: fileOutbox('out') });
localStorageOutbox('alice') satisfies ReturnType<typeof fileOutbox>;
client.on('state', (state: ClientState) => state.error?.code === 'KICKED');
const sent = await client.room('general').send({ data: { x: 1 } });
sent.seq satisfies number;
// @ts-expect-error: no such field
sent.sequence;
// @ts-expect-error: a number, not any
sent.seq satisfies string;
// @ts-expect-error: no such event
client.on('massage', () => {});
for await (const message of client.room('general')) (message satisfies Message).from.name satisfies string;
`;
