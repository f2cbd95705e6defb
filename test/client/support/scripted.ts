/** A client whose clock and server are the test's own: time passes when the test says so, and frames are answered as it says. */
import type { Clock } from '../../../client/clock.ts';
import { type ClientOptions, type Message, MessagingClient } from '../../../client/messaging-client.ts';
import type { Frame } from '../../support/socket.ts';

export interface ScriptedClock extends Clock {
  /** Lets so much time pass, and everything be done that is due. */
  pass(ms: number): Promise<void>;
  /** Sets the wall clock, as a user or NTP does. */
  step(ms: number): void;
}

function scriptedClock(): ScriptedClock {
  let passed = 0;
  let wall = 1_700_000_000_000;
  const timers = new Set<{ readonly at: number; run(): void }>();
  const settle = () => new Promise<void>(resolve => setImmediate(resolve));

  return {
    now: () => wall + passed,
    monotonic: () => passed,
    random: () => 0.5,
    after(ms, run) {
      const timer = { at: passed + ms, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    step(ms) {
      wall += ms;
    },
    async pass(ms) {
      const end = passed + ms;
      for (;;) {
        await settle();
        const [next] = [...timers].sort((a, b) => a.at - b.at);
        if (!next || next.at > end) break;
        timers.delete(next);
        passed = Math.max(passed, next.at);
        next.run();
      }
      passed = end;
      await settle();
    },
  };
}

/** What is answered to a frame; undefined for silence. */
export type Script = (frame: Frame) => object | undefined;

class ScriptedSocket {
  static make(script: Script) {
    const made: ScriptedSocket[] = [];
    const sent: Frame[] = [];
    class Socket extends ScriptedSocket {
      constructor() {
        super(script, sent);
        made.push(this);
      }
    }
    return { WebSocket: Socket, made, sent };
  }

  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: never) => void) | null = null;
  onerror: ((event: never) => void) | null = null;
  onclose: ((event: never) => void) | null = null;
  closed = false;
  readonly #script: Script;
  readonly #sent: Frame[];

  constructor(script: Script, sent: Frame[]) {
    this.#script = script;
    this.#sent = sent;
    queueMicrotask(() => this.onopen?.({} as never));
  }

  send(text: string): void {
    const frame = JSON.parse(text);
    this.#sent.push(frame);
    const reply = this.#script(frame);
    if (reply) queueMicrotask(() => this.push({ type: 'ok', id: frame.id, action: frame.action, ...reply }));
  }

  close(): void {
    this.closed = true;
  }

  push(frame: object): void {
    if (!this.closed) this.onmessage?.({ data: JSON.stringify(frame) } as never);
  }
}

const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** As far as a client reads it. */
export const tokenOf = (userId: string) =>
  `${base64({ alg: 'none' })}.${base64({ sub: userId, username: userId })}.x`;

export const message = (room: string, seq: number, more: Partial<Message> = {}): Message => ({
  room,
  epoch: 'e1',
  seq,
  ordinal: seq,
  messageId: `message-${seq}`,
  from: { userId: 'bob', name: 'bob' },
  text: `text ${seq}`,
  sentAt: seq,
  ...more,
});

/** Accepts every join, with an empty room and no history. */
export const obliging: Script = frame => {
  const caughtUp = (room: string, after?: number) => ({
    ok: true,
    room,
    epoch: 'e1',
    head: after ?? 0,
    messages: [],
    more: false,
    recovered: after !== undefined,
  });
  switch (frame.action) {
    case 'joinRooms':
      return {
        rooms: frame.rooms.map((one: Frame) => ({ ...caughtUp(one.room, one.after), connections: 1 })),
      };
    case 'sync':
      return { rooms: frame.rooms.map((one: Frame) => caughtUp(one.room, one.after)) };
    case 'ping':
      return { type: 'pong' };
    case 'leaveRoom':
      return { room: frame.room };
    case 'history':
      return { room: frame.room, epoch: 'e1', head: 0, messages: [], more: false };
    default:
      return undefined;
  }
};

/** A client on a scripted clock, and what there is of it. */
export function scripted(script: Script = obliging, options: Partial<ClientOptions> = {}) {
  const clock = scriptedClock();
  const sockets = ScriptedSocket.make(script);
  const client = new MessagingClient({
    url: 'ws://scripted',
    getToken: () => tokenOf('alice'),
    WebSocket: sockets.WebSocket,
    clock,
    ...options,
  });
  const sent = (action: string) => sockets.sent.filter(frame => frame.action === action);
  return { client, clock, sockets, sent, socket: () => sockets.made.at(-1) };
}
