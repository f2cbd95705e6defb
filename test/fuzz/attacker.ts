/** One socket after the other, each with a course of hostile frames that its seed determines. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../../emulator/faults/random.ts';
import { fatal, type Hostile, survived } from './hostile-frames.ts';

export interface AttackerOptions {
  readonly url: string;
  readonly token: string;
  readonly seed: number;
  readonly name: string;
  /** Frames to send, on however many connections. */
  readonly frames: number;
  readonly onFrame: (kind: string) => void;
  /** A connection ended that should have lived. */
  readonly onSurprise: (kind: string) => void;
}

/** Frames that a connection sees before the one that ends it, on average. */
const MEAN_LIFE = 150;
const BURST = 20;
/** For a server to close after a fatal frame; one that was never finished is given up. */
const PATIENCE_MS = 50;

export async function attack(options: AttackerOptions): Promise<void> {
  const { frames, seed, name, onFrame, onSurprise } = options;
  const random = seededRandom(seed, name);
  for (let left = frames; left > 0; ) {
    const socket = await open(options);
    const life = Math.min(left - 1, Math.floor(-Math.log(1 - random()) * MEAN_LIFE));
    let last = '';
    for (let sent = 0; sent < life && !socket.closed; ) {
      const burst = Array.from({ length: Math.min(BURST, life - sent) }, () => survived(random));
      await write(socket, burst);
      sent += burst.length;
      left -= burst.length;
      for (const { kind } of burst) onFrame(kind);
      last = burst.map(({ kind }) => kind).join(', ');
    }
    if (socket.closed || socket.readableEnded) onSurprise(last);
    const end = fatal(random);
    await write(socket, [end]);
    left -= 1;
    onFrame(end.kind);
    await Promise.race([closed(socket), sleep(PATIENCE_MS)]);
    socket.resetAndDestroy();
  }
}

async function write(socket: Socket, frames: readonly Hostile[]): Promise<void> {
  if (socket.closed || !socket.writable) return;
  const room = socket.write(Buffer.concat(frames.map(({ bytes }) => bytes)));
  if (!room) await Promise.race([once(socket, 'drain').catch(() => {}), closed(socket)]);
  // The server is on the same machine: without a breath it would never be heard.
  await new Promise(resolve => setImmediate(resolve));
}

const closed = (socket: Socket): Promise<void> =>
  socket.closed ? Promise.resolve() : new Promise(resolve => socket.once('close', () => resolve()));

/** Through the upgrade, and then bytes of one's own. */
async function open({ url, token }: AttackerOptions): Promise<Socket> {
  const { hostname, port, host, pathname } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  const lines = [
    `GET ${pathname} HTTP/1.1`,
    `Host: ${host}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    `Authorization: Bearer ${token}`,
  ];
  socket.write([...lines, '', ''].join('\r\n'));
  const [answer] = await once(socket, 'data');
  if (!String(answer).startsWith('HTTP/1.1 101 '))
    throw new Error(`an upgrade was refused: ${String(answer).split('\r\n', 1)[0]}`);
  socket.resume();
  return socket;
}
