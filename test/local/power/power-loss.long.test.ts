/** `npm start` on a disk that loses, with the power, whatever was not synced. */
import { mkdtemp, readdir, readFile, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { Ready } from '../../../local/ready.ts';
import { signIn } from '../../support/sign-in.ts';
import { Socket } from '../../support/socket.ts';
import { history } from '../kept-messages.ts';
import { killAll, type Run, ready, runWith } from '../processes.ts';

afterEach(killAll);

const temporary = () => mkdtemp(join(tmpdir(), 'messaging-'));
const STORES = ['dynamodb', 'cognito', 'secrets', 'queues'];
const LOSSY_DISK = new URL('./lossy-disk.mjs', import.meta.url).href;

interface Disk {
  readonly data: string;
  readonly notes: string;
}

const startOn = ({ data, notes }: Disk, more: Record<string, string> = {}): Run =>
  runWith(
    { imports: [LOSSY_DISK], env: { LOSSY_DISK: notes, ...more } },
    'local/main.ts',
    ...['--port', '0', '--data', data, '--json', '--setting', 'SENDER_MESSAGES_PER_SECOND=0'],
  );

async function enter({ socketUrl, cognito }: Ready, user: string): Promise<Socket> {
  const socket = await Socket.open(socketUrl, await signIn(cognito, user));
  await socket.ask('joinRoom', { room: 'kept' });
  return socket;
}

/** Both say this many at once, over and over, and hear of each before they go on; then the power fails in the middle of more. */
async function speakUntilPowerFails(server: Run, acknowledged: Set<string>, time = 0): Promise<void> {
  const line = await ready(server);
  const sockets = [await enter(line, 'alice'), await enter(line, 'bob')];
  const say = async (socket: Socket, messageId: string) => {
    const reply = await socket.ask('sendMessage', { room: 'kept', text: messageId.repeat(20), messageId });
    if (reply.type === 'ok') acknowledged.add(messageId);
  };
  for (let round = 0; round < 8; round += 1)
    await Promise.all(
      sockets.flatMap((socket, who) =>
        [0, 1, 2].map(n => say(socket, `message-${time}-${round}-${who}-${n}`)),
      ),
    );
  for (const [who, socket] of sockets.entries())
    for (let n = 0; n < 20; n += 1) void say(socket, `message-${time}-last-${who}-${n}`).catch(() => {});
  await say(sockets[0] as Socket, `message-${time}-final`);
  server.child.kill('SIGKILL');
  await server.exit;
}

/** Of each log what was synced is left, and nothing of the notes that no one syncs. */
async function losePower({ data, notes }: Disk): Promise<number> {
  let lost = 0;
  for (const store of STORES) {
    const folder = join(data, store);
    for (const name of await readdir(folder)) {
      const path = join(folder, name);
      if (name === 'high-water.json') await truncate(path, 0);
      if (!name.endsWith('.log')) continue;
      const synced = Number(await readFile(join(notes, encodeURIComponent(path)), 'utf8').catch(() => '0'));
      lost += (await readFile(path)).length - synced;
      await truncate(path, synced);
    }
  }
  return lost;
}

it('a power failure loses no message that was acknowledged, twice in a row, and the server starts without a word', async () => {
  const disk = { data: await temporary(), notes: await temporary() };
  const acknowledged = new Set<string>();
  for (let failure = 0; failure < 2; failure += 1) {
    const server = startOn(disk);
    await speakUntilPowerFails(server, acknowledged, failure);
    expect(server.output.stderr).toBe('');
    await losePower(disk);
  }
  const after = startOn(disk);
  const kept = await history(await enter(await ready(after), 'carol'));
  expect(acknowledged.size).toBeGreaterThan(2 * 48);
  expect(kept).toEqual(expect.arrayContaining([...acknowledged]));
  expect(new Set(kept).size, 'none is there twice').toBe(kept.length);
  expect(after.output.stderr).toBe('');
  await rm(disk.data, { recursive: true });
}, 240_000);

it('this would be seen: a store whose syncs are put off loses what it acknowledged', async () => {
  const disk = { data: await temporary(), notes: await temporary() };
  const acknowledged = new Set<string>();
  await speakUntilPowerFails(startOn(disk, { LOSSY_DISK_IGNORES_SYNC: '1' }), acknowledged);
  expect(await losePower(disk)).toBeGreaterThan(0);
  const kept = await history(await enter(await ready(startOn(disk)), 'carol'));
  expect(kept).not.toEqual(expect.arrayContaining([...acknowledged]));
  await rm(disk.data, { recursive: true });
}, 240_000);
