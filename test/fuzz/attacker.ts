/** One socket after the other, each with a course of hostile frames that its seed determines. */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../../emulator/faults/random.ts';
import { rawUpgrade } from '../support/raw-upgrade.ts';
import { fatal, type Hostile, survived } from './hostile-frames.ts';

export interface AttackerOptions {
  readonly url: string;
  readonly token: string;
  readonly seed: number;
  readonly name: string;
  /** Frames to send, on however many connections. */
  readonly frames: number;
  /** A connection ended that should have lived. */
  readonly onSurprise: (kind: string) => void;
}

/** Frames that a connection sees before the one that ends it, on average. */
const MEAN_LIFE = 150;
const BURST = 20;
/** For a server to close after a fatal frame; one that was never finished is given up. */
const PATIENCE_MS = 50;

export async function attack(options: AttackerOptions): Promise<void> {
  const { frames, seed, name, onSurprise } = options;
  const random = seededRandom(seed, name);
  for (let left = frames; left > 0; ) {
    const socket = await rawUpgrade(options.url, [`Authorization: Bearer ${options.token}`]);
    socket.resume();
    const life = Math.min(left - 1, Math.floor(-Math.log(1 - random()) * MEAN_LIFE));
    let last = '';
    for (let sent = 0; sent < life && !socket.closed; ) {
      const burst = Array.from({ length: Math.min(BURST, life - sent) }, () => survived(random));
      await write(socket, burst);
      sent += burst.length;
      left -= burst.length;
      last = burst.map(({ kind }) => kind).join(', ');
    }
    if (socket.closed || socket.readableEnded) onSurprise(last);
    const end = fatal(random);
    await write(socket, [end]);
    left -= 1;
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
