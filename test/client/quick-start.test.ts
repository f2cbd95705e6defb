/** What the README and examples/ show runs as it stands, against a server as `npm start` runs it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type TestServer, testServer } from '../support/server.ts';

const started: ChildProcess[] = [];
let server: TestServer;
let folder: string;
beforeAll(async () => {
  server = await testServer();
  // Inside the project, where its imports are found as a reader's would be.
  await mkdir('.cache', { recursive: true });
  folder = await mkdtemp(resolve('.cache/quick-start-'));
});
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await server.close();
});

function run(file: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, ['--import', 'tsx', resolve(file), ...args], {
    cwd: folder,
    env: { ...process.env, ...env },
  });
  started.push(child);
  const output = { text: '' };
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', chunk => {
      output.text += chunk;
    });
  const exit = new Promise<number | null>(resolve => child.on('close', resolve));
  return { child, output, exit };
}

it('the ten lines of the README join, send and hear', async () => {
  const readme = await readFile('README.md', 'utf8');
  const [, lines = ''] = /```ts\n(import WebSocket[\s\S]*?)```/.exec(readme) ?? [];
  expect(lines).toContain('room.send');
  expect(
    lines
      .trim()
      .split('\n')
      .filter(line => line !== '').length,
  ).toBeLessThanOrEqual(10);
  const file = join(folder, 'hello.ts');
  const here = lines
    .replace('ws://127.0.0.1:4000/local', server.socketUrl)
    .replace("'./client/", "'../../client/");
  await writeFile(file, here);
  const bob = await server.connect('bob');
  await bob.ask('joinRoom', { room: 'general' });
  const hello = run(file, [], { TOKEN: await server.token('alice') });
  await expect.poll(() => hello.output.text, { timeout: 20_000 }).toContain('stored as 1');
  expect(await bob.next(({ type }) => type === 'message')).toMatchObject({ text: 'Hello from ten lines!' });
  await bob.ask('sendMessage', { room: 'general', text: 'Hello, Alice!' });
  await expect.poll(() => hello.output.text).toContain('2 bob Hello, Alice!');
});

it('the bot signs in, greets everyone who comes, answers, and ends with Ctrl+C', async () => {
  const bot = run('examples/node-bot.ts', ['bots', server.httpUrl]);
  await expect.poll(() => bot.output.text, { timeout: 20_000 }).toContain('In bots as dave');
  const carol = await server.connect('carol');
  await carol.ask('joinRoom', { room: 'bots' });
  await carol.next(({ text }) => text === 'Welcome, carol!');
  await carol.ask('sendMessage', { room: 'bots', text: 'ping' });
  await carol.next(({ text }) => text?.startsWith('pong to carol'));
  bot.child.kill('SIGINT');
  expect(await bot.exit, bot.output.text).toBe(0);
  expect(bot.output.text).toContain('state: stopped');
});

it.each([
  [
    'no server',
    'bots',
    'http://127.0.0.1:1',
    'No server answers at http://127.0.0.1:1. Start one with npm start.',
  ],
  ['no URL', 'bots', 'nonsense', 'No server answers at nonsense. Start one with npm start.'],
  ['no room’s name', 'two words', undefined, 'room'],
])('the bot that is given %s says so in one line, without a stack', async (_, room, url, words) => {
  const bot = run('examples/node-bot.ts', [room, url ?? server.httpUrl]);
  expect(await bot.exit).toBe(1);
  const lines = bot.output.text.split('\n').filter(line => line !== '' && !line.startsWith('state:'));
  expect(lines).toEqual([expect.stringContaining(words)]);
});
