/** `npm start` on a disk that fills up, and on a folder that was damaged. */
import { cp, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../emulator/local-aws.ts';
import type { Ready } from '../../local/ready.ts';
import { signIn } from '../support/sign-in.ts';
import { Socket } from '../support/socket.ts';
import { history } from './kept-messages.ts';
import { killAll, oneLine, type Run, ready, run, runOnFullDisk } from './processes.ts';

afterEach(killAll);

const temporary = () => mkdtemp(join(tmpdir(), 'messaging-'));
const args = (folder: string, ...more: string[]) => ['--port', '0', '--data', folder, '--json', ...more];
const NO_FLOOD_CONTROL = [
  '--setting',
  'SENDER_MESSAGES_PER_SECOND=0',
  '--setting',
  'ROOM_MESSAGES_PER_SECOND=0',
];
const start = (folder: string, ...more: string[]) =>
  run('local/main.ts', ...args(folder, ...NO_FLOOD_CONTROL, ...more));

async function alice({ socketUrl, cognito }: Ready): Promise<Socket> {
  const socket = await Socket.open(socketUrl, await signIn(cognito, 'alice'));
  await socket.ask('joinRoom', { room: 'kept' });
  return socket;
}

async function stop({ child, exit }: Run): Promise<void> {
  child.kill('SIGTERM');
  expect(await exit).toBe(0);
}

/** The seqs that lie in the table, ascending. */
async function seqsIn({ endpoint, tables }: Ready['dynamodb']): Promise<number[]> {
  const client = new DynamoDBClient({ endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS });
  const seqs: number[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName: tables.messages }))
    for (const { PK, SK } of Items) {
      const [, seq] = /^MSG#(\d+)$/.exec(SK?.S ?? '') ?? [];
      if (PK?.S === 'ROOM#kept' && seq !== undefined) seqs.push(Number(seq));
    }
  client.destroy();
  return seqs.toSorted((one, other) => one - other);
}

/** `2–4, 7` as 2, 3, 4, 7. */
const seqsOf = (gaps: string): number[] =>
  gaps
    .split(', ')
    .filter(gap => gap !== '')
    .flatMap(gap => {
      const [first = 0, last = first] = gap.split('–').map(Number);
      return Array.from({ length: last - first + 1 }, (_, index) => first + index);
    });

async function say(socket: Socket, count: number, from = 0): Promise<string[]> {
  const said: string[] = [];
  for (let n = from; n < from + count; n += 1) {
    const messageId = `message-${n}`;
    const text = `${n} `.repeat(100);
    const reply = await socket.ask('sendMessage', { room: 'kept', text, messageId });
    expect(reply).toMatchObject({ type: 'ok' });
    said.push(messageId);
  }
  return said;
}

describe('a disk that is full', () => {
  it('takes no acknowledged message with it, goes on with reads, and says so in one line', async () => {
    const folder = await temporary();
    const full = runOnFullDisk(400, 'local/main.ts', ...args(folder, ...NO_FLOOD_CONTROL));
    const line = await ready(full);
    const socket = await alice(line);
    const acknowledged: string[] = [];
    let refused: { code?: string } | undefined;
    for (let n = 0; n < 2_000 && refused === undefined; n += 1) {
      const messageId = `message-${n}`;
      const reply = await socket.ask('sendMessage', { room: 'kept', text: 'x'.repeat(2_000), messageId });
      if (reply.type === 'ok') acknowledged.push(messageId);
      else refused = reply;
    }
    expect(refused?.code, full.output.stderr).toBe('UNAVAILABLE');
    expect(acknowledged.length).toBeGreaterThan(10);
    expect(await history(socket)).toEqual(expect.arrayContaining(acknowledged));
    const lines = full.output.stderr.split('\n').filter(text => text.includes('can be stored'));
    expect(lines, full.output.stderr).toHaveLength(1);
    expect(lines[0]).toMatch(/^Nothing more can be stored in .*dynamodb \(.*\)\. .*reads go on/);
    expect(full.output.stderr).not.toMatch(/^\s+at /m);
    await stop(full);

    const after = start(folder);
    expect(await history(await alice(await ready(after)))).toEqual(expect.arrayContaining(acknowledged));
    await rm(folder, { recursive: true });
  });

  it('that leaves no room to start says so in one line', async () => {
    const folder = await temporary();
    const first = start(folder);
    await say(await alice(await ready(first)), 20);
    await stop(first);
    expect(await oneLine(runOnFullDisk(0, 'local/main.ts', ...args(folder)))).toContain(folder);
    await rm(folder, { recursive: true });
  });
});

describe('a store that was damaged', () => {
  /** Of a server that was killed: 300 messages, half of them in a table and half in the log. */
  let killed: string;
  let all: string[];

  beforeAll(async () => {
    const stopped = await temporary();
    const first = start(stopped);
    all = await say(await alice(await ready(first)), 150);
    await stop(first);
    const second = start(stopped);
    const socket = await alice(await ready(second));
    all.push(...(await say(socket, 150, 150)));
    // What was written is noted once a second, and the note is of what a second before was there.
    await new Promise(resolve => setTimeout(resolve, 2_500));
    killed = await temporary();
    await cp(stopped, killed, { recursive: true });
    await stop(second);
    await rm(stopped, { recursive: true });
  }, 60_000);
  afterAll(() => rm(killed, { recursive: true }));

  async function largest(folder: string, kind: RegExp): Promise<{ path: string; bytes: Buffer }> {
    const names = (await readdir(join(folder, 'dynamodb'))).filter(name => kind.test(name));
    const files = await Promise.all(
      names.map(async name => {
        const path = join(folder, 'dynamodb', name);
        return { path, bytes: await readFile(path) };
      }),
    );
    const [first] = files.toSorted((one, other) => other.bytes.length - one.bytes.length);
    if (first === undefined) throw new Error(`no file like ${kind} in ${names}`);
    return first;
  }

  const flipped = async (folder: string, kind: RegExp) => {
    const { path, bytes } = await largest(folder, kind);
    const at = Math.floor(bytes.length / 2);
    bytes.set(
      bytes.subarray(at, at + 8).map(byte => byte ^ 0xff),
      at,
    );
    await writeFile(path, bytes);
  };
  const cut = async (folder: string, kind: RegExp) => {
    const { path, bytes } = await largest(folder, kind);
    await truncate(path, Math.floor(bytes.length / 2));
  };

  it.each([
    ['bytes of a table flipped', flipped, /\.ldb$/],
    ['the log cut in the middle', cut, /\.log$/],
  ])('is found at the start and named, and --repair says what is gone: %s', async (_, damage, kind) => {
    const folder = await temporary();
    await cp(killed, folder, { recursive: true });
    await damage(folder, kind);
    const refusal = await oneLine(start(folder));
    expect(refusal).toContain(join(folder, 'dynamodb'));
    expect(refusal).toMatch(/is damaged: \S+ (?:is|has|names) .*--repair/);

    const repaired = start(folder, '--repair');
    const line = await ready(repaired);
    expect(repaired.output.stderr).toMatch(/^Repaired dynamodb: .*\. The folder as it was: /m);
    const left = await seqsIn(line.dynamodb);
    // What came last leaves no gap behind.
    const last = left.at(-1) ?? 0;
    const gone = Array.from({ length: last }, (_, index) => index + 1).filter(seq => !left.includes(seq));
    const gaps = /^Gone: room "kept": (.*)$/m.exec(repaired.output.stderr)?.[1] ?? '';
    expect(seqsOf(gaps)).toEqual(gone);
    await alice(line);
    await stop(repaired);
    await stop(await up(folder));
    await rm(folder, { recursive: true });
  });

  async function up(folder: string): Promise<Run> {
    const server = start(folder);
    await ready(server);
    expect(server.output.stderr).toBe('');
    return server;
  }

  it('is none after a kill -9: what it was writing is cut off, and nobody was told of it', async () => {
    const folder = await temporary();
    await cp(killed, folder, { recursive: true });
    const { path, bytes } = await largest(folder, /\.log$/);
    // Half a record, as of a write that had begun.
    await writeFile(path, Buffer.concat([bytes, Buffer.from([1, 2, 3, 4, 200, 0, 1, 9, 9])]));
    const server = await up(folder);
    const { socketUrl, cognito } = JSON.parse(server.output.stdout);
    expect(await history(await alice({ ...JSON.parse(server.output.stdout), socketUrl, cognito }))).toEqual(
      all,
    );
    await rm(folder, { recursive: true });
  });
});
