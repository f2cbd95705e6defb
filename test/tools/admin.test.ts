/** The command line of the server API, against the real local server. */
import { afterAll, beforeAll, expect, test } from 'vitest';
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
  // A batch is for programs.
  expect([...commanded, 'publishBatch'].sort()).toEqual(Object.keys(operations).sort());
});
