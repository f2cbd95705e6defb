/**
 * A network that misbehaves between a client and the gateway, frame by frame, as its seed says. WebSocket keeps a
 * connection's frames in order; to reorder means here that a whole frame is handed on after those that follow it, as API
 * Gateway does where it runs the frames of one connection side by side, and where posts overtake replies.
 */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import WebSocket, { WebSocketServer } from 'ws';
import { seededRandom } from '../../emulator/faults/random.ts';

/** Chances, each of one frame, except that of a handshake. */
export interface FaultChances {
  readonly refuse: number;
  readonly cut: number;
  readonly stall: number;
  readonly reorder: number;
  readonly duplicate: number;
}

const LONGEST_STALL_MS = 300;
/** One stall in ten is a peer that fell silent. */
const SILENCE_MS = 8_000;
/** A frame that no other follows goes out by itself. */
const LONGEST_HELD_MS = 60;

export interface FaultProxy {
  /** Where a client connects; the seed, with the client's name, says what goes wrong. */
  urlFor(seed: string): string;
  /** How often each fault has struck. */
  readonly struck: Record<keyof FaultChances, number>;
  close(): Promise<void>;
}

export async function faultProxy(target: string, chances: FaultChances): Promise<FaultProxy> {
  const struck = { refuse: 0, cut: 0, stall: 0, reorder: 0, duplicate: 0 };
  const connections = new Map<string, number>();
  const open = new Set<() => void>();
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => 'messaging.v1' });
  const server = createServer((_, response) => response.writeHead(403).end());
  server.on('upgrade', (request, socket, head) => void upgrade(request, socket, head));

  function diceOf(name: string) {
    const random = seededRandom(1, name);
    const strikes = (fault: keyof FaultChances) => random() < chances[fault] && ++struck[fault] > 0;
    return { random, strikes };
  }

  async function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on('error', () => {});
    const seed = new URL(request.url ?? '', target).searchParams.get('seed') ?? '';
    const count = (connections.get(seed) ?? 0) + 1;
    connections.set(seed, count);
    if (diceOf(`${seed} ${count}`).strikes('refuse')) return void socket.destroy();
    const offered = String(request.headers['sec-websocket-protocol']).split(/, */);
    const upstream = new WebSocket(target, offered);
    upstream.on('error', () => {});
    upstream.on('unexpected-response', (_, { statusCode }) =>
      socket.end(`HTTP/1.1 ${statusCode} Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`),
    );
    upstream.once('open', () =>
      sockets.handleUpgrade(request, socket, head, client => join(client, upstream, `${seed} ${count}`)),
    );
  }

  function join(client: WebSocket, upstream: WebSocket, name: string): void {
    const cut = () => {
      client.terminate();
      upstream.terminate();
      open.delete(cut);
    };
    open.add(cut);
    for (const [from, to, way] of [
      [client, upstream, 'up'],
      [upstream, client, 'down'],
    ] as const) {
      const hand = lane(diceOf(`${name} ${way}`), text => to.readyState === to.OPEN && to.send(text), cut);
      from.on('message', data => hand(String(data)));
      from.on('error', () => {});
      from.on('close', code =>
        code >= 1000 && code < 5000 && ![1005, 1006].includes(code) ? to.close(code) : to.close(),
      );
    }
  }

  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    struck,
    urlFor: seed => `ws://127.0.0.1:${port}/local?seed=${encodeURIComponent(seed)}`,
    async close() {
      for (const cut of open) cut();
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

type Dice = { random(): number; strikes(fault: keyof FaultChances): boolean };

/** One direction of one connection. */
function lane({ random, strikes }: Dice, forward: (text: string) => void, cut: () => void) {
  let last: Promise<void> = Promise.resolve();
  const held: string[] = [];
  const release = () => held.splice(0).forEach(forward);

  async function pass(text: string): Promise<void> {
    if (strikes('cut')) return cut();
    if (strikes('stall')) await sleep(random() < 0.1 ? SILENCE_MS : random() * LONGEST_STALL_MS);
    if (strikes('reorder')) {
      held.push(text);
      setTimeout(release, LONGEST_HELD_MS);
      return;
    }
    forward(text);
    if (strikes('duplicate')) forward(text);
    release();
  }

  return (text: string) => {
    last = last.then(() => pass(text));
  };
}
