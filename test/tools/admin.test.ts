/** The command line of the server API, against the real local server. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { operations } from '../../shared/protocol/operations.ts';
import { COMMANDS } from '../../tools/admin/commands.ts';
import { adminProgram } from '../../tools/admin/program.ts';
import { type TestServer, testServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.close());

/** What it prints, or the one line that it says is wrong. */
async function admin(...argv: string[]): Promise<string> {
  const printed: string[] = [];
  const program = adminProgram({
    env: { MESSAGING_API_KEY: server.api?.apiKey },
    print: line => printed.push(line),
    base: command =>
      command.exitOverride().configureOutput({ writeErr: text => printed.push(text), writeOut: () => {} }),
  });
  await program.parseAsync(argv, { from: 'user' }).catch(() => {});
  return printed.join('\n').trimEnd();
}
const here = (...argv: string[]) => admin(...argv, '--url', server.httpUrl);

test('a room is made, spoken in, read, tailed, and its members managed', async () => {
  const [alice, bob] = [await server.userId('alice'), await server.userId('bob')];
  expect(
    JSON.parse(await here('rooms', 'create', 'shop', '--kind', 'private', '--members', alice, '--json')),
  ).toMatchObject({ room: 'shop', kind: 'private' });
  const updated = await here(
    'rooms',
    'update',
    'shop',
    '--name',
    'The shop',
    '--slow-mode-seconds',
    '5',
    '--data',
    '{"a":1}',
  );
  expect(updated).toContain('version');
  expect(await here('rooms', 'get', 'shop')).toContain(
    '"name":"The shop","data":{"a":1},"slowModeSeconds":5',
  );
  for (const text of ['one', 'two']) await here('publish', 'message', '--room', 'shop', '--text', text);
  expect(await here('tail', 'shop', '--last', '2', '--once')).toBe('2  Server  one\n3  Server  two');
  expect(JSON.parse(await here('history', 'read', 'shop', '--limit', '1', '--json')).messages).toHaveLength(
    1,
  );
  await here('members', 'add', 'shop', bob, '--role', 'moderator');
  expect((await here('members', 'list', 'shop')).split('\n')).toHaveLength(3);
  expect(await here('members', 'list', 'shop', '--limit', '1')).toMatch(/\nmore: --after \S+$/);
  await here('ban', 'add', 'shop', bob, '--reason', 'spam');
  expect(await here('ban', 'list', 'shop')).toContain('spam');
  expect(await here('connections', 'list', bob)).toBe('none');
  await here('ban', 'remove', 'shop', bob);
  const pages = (await here('audit', 'export', '--limit', '1', '--json'))
    .split('\n')
    .map(line => JSON.parse(line));
  expect(pages.flatMap(({ entries }) => entries)).toMatchObject([
    { action: 'unban', by: { name: 'Server' }, room: 'shop', userId: bob },
    { action: 'ban', reason: 'spam' },
    { action: 'addMember', userId: bob, role: 'moderator' },
    { action: 'updateRoom' },
    { action: 'createRoom' },
  ]);
});

test.each([
  [['rooms', 'get'], "error: missing required argument 'room'"],
  [['rooms', 'make', 'x'], "error: unknown command 'make'"],
  [
    ['history', 'read', 'x', '--limit', 'many'],
    /^error: option '--limit <value>' argument 'many' is invalid. A whole number.$/,
  ],
  [
    ['history', 'read', 'x', '--limit', '1000'],
    /^error: BAD_REQUEST: The request has the wrong shape. limit: .+$/,
  ],
  [['rooms', 'get', 'dm:nobody'], 'error: NOT_FOUND: There is no such room.'],
  [['rooms', 'get', 'x', '--colour', 'red'], "error: unknown option '--colour'"],
])('%j is told in one clear line', async (argv, line) => {
  const said = await here(...argv);
  expect(said.split('\n')).toHaveLength(1);
  if (typeof line === 'string') expect(said).toBe(line);
  else expect(said).toMatch(line);
});

test('a server that is not there, and a key that is missing, are told so', async () => {
  expect(await admin('rooms', 'get', 'x', '--url', 'http://127.0.0.1:1')).toContain('does not answer');
  expect(await admin('rooms', 'get', 'x', '--url', 'nonsense')).toContain('is no URL');
});

test('every operation has a command', () => {
  const commanded = Object.values(COMMANDS).flatMap(verbs => Object.values(verbs));
  // A batch is for programs, and `import` sends many.
  expect([...commanded, 'publishBatch', 'importMessages'].sort()).toEqual(Object.keys(operations).sort());
});

describe('import', () => {
  const folder = mkdtempSync(join(tmpdir(), 'import-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const line = (n: number) =>
    JSON.stringify({ from: { userId: 'ann', name: 'Ann' }, sentAt: 1_700_000_000_000 + n, text: `old ${n}` });
  function fileOf(name: string, lines: readonly string[]): string {
    const file = join(folder, name);
    writeFileSync(file, lines.join('\n'));
    return file;
  }
  const old = (count: number) => Array.from({ length: count }, (_, n) => line(n + 1));

  test('a file is put into a new room, and cut off goes on where it was', async () => {
    await here('rooms', 'create', 'moved', '--kind', 'private');
    expect(await here('import', 'moved', fileOf('half', old(130)))).toBe('130 messages, 100 % of the file');
    const whole = fileOf('whole', old(250));
    expect(await here('import', 'moved', whole)).toBe('250 messages, 100 % of the file');
    expect(await here('import', 'moved', whole)).toBe('250 messages, 100 % of the file');
    expect(await here('tail', 'moved', '--last', '2', '--once')).toBe('249  Ann  old 249\n250  Ann  old 250');
    expect(await here('import', 'moved', fileOf('half', old(130)))).toBe(
      `error: ${join(folder, 'half')} has 130 lines, and the room 250 entries already`,
    );
    expect(await here('import', 'moved', fileOf('other', [...old(249), line(1_000)]))).toMatch(
      /^error: lines 250 to 250: CONFLICT: This room has another entry 250: only a new room takes old messages\.$/,
    );
  });

  test.each([
    [[line(1), '{"from":'], /^error: line 2 is no JSON, as .+$/],
    [[line(2), line(1)], /^error: lines 1 to 2: BAD_REQUEST: .+ batch\.1\.sentAt: is before .+$/],
    [[line(1), '{"text":"x"}'], /^error: lines 1 to 2: BAD_REQUEST: .+ batch\.1\.from: .+$/],
  ])('lines that are wrong are told: %j', async (lines, said) => {
    await here('rooms', 'create', 'wrong', '--kind', 'private');
    expect(await here('import', 'wrong', fileOf('wrong', lines))).toMatch(said);
  });
});
