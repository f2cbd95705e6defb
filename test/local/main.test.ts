/** `npm start` and `npm run token` as a person or a script runs them: processes of their own. */
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Socket } from '../support/socket.ts';
import { killAll, oneLine, ready, run, runNpm } from './processes.ts';

afterEach(killAll);

async function token(url: string, username: string): Promise<string> {
  const { output, exit } = run('tools/token.ts', username, '--url', url);
  expect(await exit, output.stderr).toBe(0);
  expect(output.stderr).toBe('');
  return output.stdout.trim();
}

describe('npm start -- --json', () => {
  it('prints one line with all that a script needs, and ends with 0 on SIGTERM, its sockets closed with 1001', async () => {
    const server = run('local/main.ts', '--port', '0', '--in-memory', '--json');
    const line = await ready(server);
    expect(line).toMatchObject({
      ready: true,
      socketUrl: expect.stringMatching(/^ws:\/\/127\.0\.0\.1:\d+\/local$/),
      httpUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      managementUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/local$/),
      dynamodb: {
        endpoint: expect.any(String),
        tables: { connections: expect.any(String), messages: expect.any(String) },
      },
      cognito: {
        endpoint: expect.any(String),
        region: 'us-east-1',
        userPoolId: expect.stringMatching(/^us-east-1_\w+$/),
        clientId: expect.stringMatching(/^[a-z0-9]{26}$/),
      },
      publish: { url: `${line.httpUrl}/publish`, apiKey: expect.stringMatching(/^key_[\w-]{43}$/) },
      secretsManager: { endpoint: line.httpUrl, secretId: 'messaging/keys' },
    });
    expect(line.users.map(({ username, groups }) => [username, groups])).toEqual([
      ['alice', []],
      ['bob', []],
      ['carol', []],
      ['dave', []],
      ['admin', ['admins']],
    ]);
    const alice = await Socket.open(line.socketUrl, await token(line.httpUrl, 'alice'));
    server.child.kill('SIGTERM');
    expect(await server.exit).toBe(0);
    await alice.until(() => alice.closed !== undefined, 'the close');
    expect(alice.closed?.code).toBe(1001);
    expect(alice.pushes.at(-1)).toEqual({
      type: 'bye',
      code: 'GOING_AWAY',
      message: 'The server is going away; connect again.',
      reconnect: true,
    });
    expect(server.output.stdout.trim().split('\n')).toHaveLength(1);
  });

  it('ends when npm is told to, as by a container that stops', async () => {
    const npm = runNpm('start', '--', '--port', '0', '--in-memory', '--json');
    const { socketUrl, httpUrl } = await ready(npm);
    const alice = await Socket.open(socketUrl, await token(httpUrl, 'alice'));
    npm.child.kill('SIGTERM');
    expect(await npm.exit).toBe(0);
    await alice.until(() => alice.closed !== undefined, 'the close');
    expect(alice.closed?.code).toBe(1001);
    await expect(fetch(httpUrl)).rejects.toThrow('fetch failed');
  });

  it('finds every acknowledged message again after a kill -9 and a restart on the same folder', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'messaging-'));
    const start = () => run('local/main.ts', '--port', '0', '--data', folder, '--json');
    const first = start();
    const before = await ready(first);
    const alice = await Socket.open(before.socketUrl, await token(before.httpUrl, 'alice'));
    await alice.ask('joinRoom', { room: 'durable' });
    const acknowledged: string[] = [];
    const sending = Array.from({ length: 8 }, async (_, worker) => {
      for (let number = 0; first.child.signalCode === null && number < 1_000; number++) {
        const messageId = `message-${worker}-${number}`;
        const reply = await alice.ask('sendMessage', { room: 'durable', text: 'kept', messageId });
        if (reply.type === 'ok') acknowledged.push(messageId);
        if (acknowledged.length >= 40) first.child.kill('SIGKILL');
      }
    });
    await first.exit;
    await Promise.race([
      Promise.allSettled(sending),
      alice.until(() => alice.closed !== undefined, 'the end'),
    ]);

    const second = start();
    const after = await ready(second);
    expect(after.cognito).toMatchObject({ userPoolId: before.cognito.userPoolId });
    const again = await Socket.open(after.socketUrl, await token(after.httpUrl, 'alice'));
    const { messages, head } = await again.ask('history', { room: 'durable', limit: 100 });
    const stored = messages.map(({ messageId }: { messageId: string }) => messageId);
    expect(stored).toEqual(expect.arrayContaining(acknowledged));
    expect(messages.map(({ seq }: { seq: number }) => seq)).toEqual(
      Array.from({ length: head }, (_, index) => index + 1),
    );
    second.child.kill('SIGTERM');
    expect(await second.exit).toBe(0);
    await rm(folder, { recursive: true });
  });
});

describe('a start that can’t be', () => {
  it('says that the port is taken, and what to do', async () => {
    const taken = createServer();
    await new Promise<void>(resolve => taken.listen(0, '127.0.0.1', resolve));
    const address = taken.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    expect(await oneLine(run('local/main.ts', '--in-memory', '--port', port))).toMatch(/is taken.*--port/);
    taken.close();
  });

  it('says that a flag is unknown or has a wrong value', async () => {
    expect(await oneLine(run('local/main.ts', '--colour'))).toContain('--colour');
    expect(await oneLine(run('local/main.ts', '--port', 'http'))).toContain('0 to 65535');
    expect(await oneLine(run('local/main.ts', '--management-api', 'grpc'))).toContain('in-process, http');
  });

  it('says that the data folder can’t be used', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'messaging-')), 'file');
    await writeFile(file, '');
    expect(await oneLine(run('local/main.ts', '--port', '0', '--data', file))).toContain(file);
    expect(await oneLine(run('local/main.ts', '--port', '0', '--data', join(file, 'sub')))).toContain(file);
  });

  it('says so of a folder that can never be made, of a link that leads nowhere, and of none', async () => {
    const link = join(await mkdtemp(join(tmpdir(), 'messaging-')), 'link');
    await symlink('/nowhere/at/all', link);
    for (const folder of ['/proc/nope', '/proc/nope/deeper', link, join(link, 'sub')])
      expect(await oneLine(run('local/main.ts', '--port', '0', '--data', folder))).toContain(folder);
    expect(await oneLine(run('local/main.ts', '--port', '0', '--data', ''))).toContain('--in-memory');
  });

  it('says that another server uses the folder', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'messaging-'));
    await ready(run('local/main.ts', '--port', '0', '--data', folder, '--json'));
    expect(await oneLine(run('local/main.ts', '--port', '0', '--data', folder))).toContain('another server');
  });
});

describe('a start on an address that the network reaches', () => {
  it.each(['0.0.0.0', '::'])('warns that passwords and secrets are public: --host %s', async host => {
    const server = run('local/main.ts', '--port', '0', '--in-memory', '--json', '--host', host);
    await ready(server);
    expect(server.output.stderr).toMatch(/^Warning: .*passwords.*secrets.*\n$/);
  });

  it('warns of nothing on this machine alone', async () => {
    const server = run('local/main.ts', '--port', '0', '--in-memory', '--json', '--host', 'localhost');
    await ready(server);
    expect(server.output.stderr).toBe('');
  });
});

describe('npm run token', () => {
  it('says that no server answers', async () => {
    const { output, exit } = run('tools/token.ts', 'alice', '--url', 'http://127.0.0.1:9');
    expect(await exit).toBe(1);
    expect(output).toEqual({ stdout: '', stderr: expect.stringContaining('npm start') });
  });
});
