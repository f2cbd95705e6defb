/** A client that knows nothing but the wire: what it sends is what the test wrote, what it got is kept in order. */
import { setTimeout as sleep } from 'node:timers/promises';
import WebSocket from 'ws';

// Frames are looked at by the tests themselves.
// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever fields its frame should have
export type Frame = any;

const PATIENCE_MS = 25_000;

export class Socket {
  readonly ws: WebSocket;
  /** Every frame in the order it came. */
  readonly frames: Frame[] = [];
  /** Set once closed. */
  closed: { code: number; reason: string } | undefined;
  #lastId = 0;
  readonly #waiting = new Set<() => void>();
  readonly #patienceMs: number;

  private constructor(ws: WebSocket, patienceMs: number) {
    this.ws = ws;
    this.#patienceMs = patienceMs;
    ws.on('message', data => {
      this.frames.push(JSON.parse(String(data)));
      this.#wake();
    });
    ws.on('close', (code, reason) => {
      this.closed = { code, reason: String(reason) };
      this.#wake();
    });
    ws.on('error', () => {});
  }

  static async open(
    url: string,
    token: string,
    patienceMs = PATIENCE_MS,
    headers: Record<string, string> = {},
  ): Promise<Socket> {
    const ws = new WebSocket(url, ['messaging.v1', `bearer.${token}`], { headers });
    const socket = new Socket(ws, patienceMs);
    await socket.until(() => socket.ws.readyState !== WebSocket.CONNECTING, 'the socket to open');
    if (socket.ws.readyState !== WebSocket.OPEN) throw new Error('the connection was refused');
    return socket;
  }

  /** Frames that answer no request. */
  get pushes(): Frame[] {
    return this.frames.filter(({ type }) => type !== 'ok' && type !== 'error');
  }

  /** Every message that was pushed, packed or not. */
  get messages(): Frame[] {
    return this.pushes.flatMap(frame =>
      frame.type === 'message' ? [frame] : frame.type === 'messages' ? frame.messages : [],
    );
  }

  send(frame: unknown): void {
    this.ws.send(typeof frame === 'string' || Buffer.isBuffer(frame) ? frame : JSON.stringify(frame));
  }

  /** Sends a request with an id of its own, and waits for the reply to it. */
  async ask(action: string, fields: object = {}): Promise<Frame> {
    this.#lastId += 1;
    const id = String(this.#lastId);
    this.send({ action, id, ...fields });
    return this.next(frame => frame.id === id, `the reply to ${action}`);
  }

  /** Returns once everything that was on its way to this socket has arrived: frames do not overtake each other. */
  async settled(): Promise<void> {
    await this.ask('isAnyoneThere');
  }

  /** The pushes of one type, in order. */
  of(type: string): Frame[] {
    return this.pushes.filter(frame => frame.type === type);
  }

  /** The first frame, past or to come, for which `matches` holds. */
  async next(matches: (frame: Frame) => boolean, what = 'a frame'): Promise<Frame> {
    await this.until(() => this.frames.some(matches), what);
    return this.frames.find(matches);
  }

  async until(holds: () => boolean, what: string): Promise<void> {
    const giveUp = Date.now() + this.#patienceMs;
    while (!holds()) {
      if (Date.now() > giveUp)
        throw new Error(
          `waited ${this.#patienceMs} ms for ${what}; got ${JSON.stringify(this.frames.slice(-5))}`,
        );
      await Promise.race([new Promise<void>(resolve => this.#waiting.add(resolve)), sleep(100)]);
    }
  }

  async close(): Promise<void> {
    this.ws.close();
    await this.until(() => this.closed !== undefined, 'the close');
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}
