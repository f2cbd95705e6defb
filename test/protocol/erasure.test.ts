/** A user's own are handed out, and are gone for good once they are erased, with the logs as long as before. */
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../emulator/local-aws.ts';
import { TABLES } from '../../local/store.ts';
import { documentClient } from '../../shared/aws/document-client.ts';
import type { OperationName } from '../../shared/protocol/operations.ts';
import { eraseIn, logOf, putAll } from '../support/erasing.ts';
import { type TestServer, testServer } from '../support/server.ts';
import { call } from '../support/server-api.ts';

const [ROOMS, MESSAGES] = [12, 100];
/** In every second message; the others are somebody else's. */
const [TEXT, NAME] = ['what-nobody-may-read', 'Zebedee Quux'];
const USER = 'user-to-go';
const PINNED = ['erased-3', 'erased-6', 'erased-9'];

let server: TestServer;
let documents: ReturnType<typeof documentClient>;
beforeAll(async () => {
  server = await testServer();
  const { endpoint } = server.dynamodb;
  documents = documentClient({ endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS });
  const rooms = Array.from({ length: ROOMS }, (_, index) => `erased-${index}`);
  const by = { userId: USER, name: NAME };
  const talk = Array.from({ length: MESSAGES }, (_, index) =>
    index % 2 ? { from: by, text: TEXT } : { from: { userId: 'other', name: 'Other' }, text: 'kept' },
  );
  await putAll(
    documents,
    rooms.flatMap(room => [...logOf(room, talk)]),
  );
  await server.stores.profiles.change(USER, { displayName: NAME, data: { motto: TEXT } });
  const connection = { ...by, connectionId: 'c', connectedAt: 1, issuedAt: 1 };
  await server.stores.accounts.admit(connection, true);
  await server.stores.profiles.list(by);
  await server.stores.rooms.setRole('erased-0', USER, 'moderator', undefined);
  await server.stores.rooms.invite('other', { room: 'erased-1', role: 'member', by, at: 1 });
  await server.stores.messages.append({
    type: 'edited',
    room: 'erased-2',
    epoch: 'e1',
    seq: MESSAGES + 1,
    ordinal: MESSAGES,
    target: 2,
    by,
    text: TEXT,
    editedAt: 2,
  });
  // A moderator's word on somebody else's message: it is that message's.
  await server.stores.messages.append({
    type: 'edited',
    room: 'erased-2',
    epoch: 'e1',
    seq: MESSAGES + 2,
    ordinal: MESSAGES,
    target: 1,
    by,
    text: 'moderated',
    editedAt: 3,
  });
});
afterAll(async () => {
  documents.destroy();
  await server.close();
});

async function ask(name: OperationName, input: Record<string, unknown>) {
  if (!server.api) throw new Error('a local server has a key of its own');
  const { status, body } = await call(server.api, name, input);
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
}

/** Pages until there are no more. */
async function pages(name: OperationName) {
  const all = [];
  let after: string | undefined;
  do {
    const page = await ask(name, { userId: USER, ...(after && { after }) });
    all.push(page);
    after = page.next;
  } while (after);
  return all;
}

/** Every row of both tables as text. */
async function everything(): Promise<string> {
  const found: string[] = [];
  for (const TableName of Object.values(TABLES))
    for await (const { Items = [] } of paginateScan({ client: documents }, { TableName }))
      found.push(JSON.stringify(Items));
  return found.join();
}

const textsIn = (rows: string) => rows.split(TEXT).length - 1;

test('an export has all that a user wrote and where they belong, page by page', async () => {
  const rows = (await pages('exportUser')).flatMap(page => page.rows);
  expect(rows.filter(({ text }) => text === TEXT)).toHaveLength((ROOMS * MESSAGES) / 2 + 1);
  expect(rows).toContainEqual(expect.objectContaining({ of: 'ROOM#erased-0', role: 'moderator' }));
  expect(rows).toContainEqual(expect.objectContaining({ key: 'PROFILE', displayName: NAME }));
  expect(rows).toContainEqual(expect.objectContaining({ key: 'ACCOUNT', name: NAME }));
});

test('an erasure that is killed half-way and begun again leaves no word, no name and no pin of the user’s messages', async () => {
  for (const room of PINNED) await server.stores.details.write(room, { version: 1, pinned: [1, 2] });
  const before = textsIn(await everything());
  const { surroundings, api } = server;
  const { signal } = await eraseIn({
    surroundings,
    apiKey: api?.apiKey ?? '',
    userId: USER,
    killAfter: 300,
  });
  expect(signal).toBe('SIGKILL');
  const half = textsIn(await everything());
  expect(half).toBeGreaterThan(0);
  expect(half).toBeLessThan(before);
  const erased = await pages('eraseUser');
  expect(erased.length).toBeGreaterThanOrEqual((ROOMS * MESSAGES) / 1_000);
  const left = await everything();
  for (const gone of [TEXT, NAME, NAME.toLowerCase()]) expect(left).not.toContain(gone);
  expect(left).toContain('moderated');
  for (const room of PINNED) expect((await server.stores.details.read(room))?.pinned).toEqual([1]);
  // A pass over what was erased finds nothing more.
  expect((await pages('eraseUser')).reduce((sum, page) => sum + page.erased, 0)).toBeLessThanOrEqual(2);
});

test('the logs are as long as before, each seq in its place, with tombstones where the user spoke', async () => {
  const { messages, head } = await ask('history', { room: 'erased-2', after: 0, limit: 100 });
  expect(head).toBe(MESSAGES + 2);
  expect(messages.map(({ seq }: { seq: number }) => seq)).toEqual(
    Array.from({ length: 100 }, (_, i) => i + 1),
  );
  expect(messages[0]).toMatchObject({ text: 'kept', from: { name: 'Other' } });
  expect(messages[1]).toMatchObject({
    from: { userId: 'erased', name: 'Erased' },
    deletedAt: expect.any(Number),
  });
  expect(messages[1]).not.toHaveProperty('text');
});

test('a cursor that was made up is refused', async () => {
  if (!server.api) throw new Error('a local server has a key of its own');
  const { status } = await call(server.api, 'eraseUser', { userId: USER, after: 'made-up' });
  expect(status).toBe(400);
});
