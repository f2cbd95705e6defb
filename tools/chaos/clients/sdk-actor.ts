/** A client of our SDK, whose every frame and every event is recorded. */
import WebSocket from 'ws';
import { systemClock } from '../../../client/clock.ts';
import {
  type Change,
  type Message,
  MessagingClient,
  MessagingError,
  newMessageId,
} from '../../../client/messaging-client.ts';
import type { Timings } from '../../../client/timings.ts';
import type { Frame } from '../../../test/history/format.ts';
import type { ConnectionRecord, Recorder } from '../../../test/history/recorder.ts';
import { ARCHIVE } from '../draw.ts';
import type { Network } from '../proxy.ts';
import type { Operation } from '../schedule.ts';
import { type Actor, nthLast, type Own, type Shown } from './actor.ts';
import type { Person, Token } from './people.ts';

/** Hours in seconds, so that heartbeats, dead peers and rollovers take part. */
const TIMINGS: Partial<Timings> = {
  connectTimeoutMs: 10_000,
  replyTimeoutMs: 10_000,
  quietMs: 4_000,
  pongMs: 3_000,
  heartbeatMs: 8_000,
  drainMs: 1_000,
  gapWaitMs: 100,
  backoffBaseMs: 50,
  backoffCeilingMs: 1_000,
  stableMs: 1_000,
  leaveHoldMs: 500,
};
/** After the SDK gave up, a user would sign in again. */
const REVIVAL_MS = 500;

export interface ActorOptions {
  readonly recorder: Recorder;
  readonly person: Person;
  readonly others: readonly Person[];
  readonly network: Network;
  /** Of the URL, behind the port. */
  readonly path: string;
  readonly name: string;
}

export function sdkActor({ recorder, person, others, network, path, name }: ActorOptions): Actor {
  const record = recorder.client(person.userId, name);
  const { userId } = person;
  let offset = 0;
  let token: Token | undefined;
  let isOver = false;
  let sent = 0;
  const own: Own[] = [];
  const begun = new Set<string>();
  const follows = new Set<string>();
  const sockets = new Set<WebSocket>();

  class Recorded extends WebSocket {
    readonly #record: ConnectionRecord = record.connecting();
    readonly #answered = new Map<string, (reply: Frame) => void>();

    constructor(url: string, protocols: string[]) {
      super(url, protocols);
      sockets.add(this);
      const expiresAt = token?.expiresAt;
      let isOpen = false;
      this.on('open', () => {
        isOpen = true;
        this.#record.opened(expiresAt);
      });
      this.on('unexpected-response', (_, { statusCode }) => this.#record.refused(statusCode));
      this.on('message', data => this.#heard(JSON.parse(String(data))));
      this.on('close', code => {
        sockets.delete(this);
        if (isOpen) this.#record.closed(code);
      });
      this.on('error', () => {});
    }

    override send(data: string): void {
      const frame = JSON.parse(data);
      if (frame.action !== 'ping') this.#answered.set(frame.id, this.#record.called(frame));
      super.send(data);
    }

    #heard(frame: Frame): void {
      const { id, type } = frame;
      const answered = typeof id === 'string' ? this.#answered.get(id) : undefined;
      if (answered) answered(frame);
      else if (typeof type === 'string' && type !== 'pong' && type !== 'error') this.#record.pushed(frame);
    }
  }

  const client = new MessagingClient({
    url: `ws://127.0.0.1:${network.port}${path}`,
    getToken: async ({ refresh }) => {
      try {
        token = await person.token(refresh);
        return token.text;
      } catch (cause) {
        // The faults strike the sign-in, too.
        throw new MessagingError('UNAVAILABLE', 'No sign-in for now.', { cause });
      }
    },
    WebSocket: Recorded,
    timings: TIMINGS,
    clock: { ...systemClock, now: () => Date.now() + offset },
  });

  function applied(entry: Message | Change): void {
    const { room, epoch, seq } = entry;
    if (!begun.has(room)) record.began(room, epoch, seq - 1);
    begun.add(room);
    follows.add(room);
    record.applied(room, entry);
  }
  for (const event of ['message', 'edited', 'deleted'] as const) client.on(event, applied);
  client.on('recovered', ({ room, recovered }) => {
    const cursor = client.room(room).cursor;
    if (recovered || !cursor) return;
    begun.add(room);
    record.began(room, cursor.epoch, cursor.after);
  });
  client.on('left', ({ room }) => forget(room));
  client.on('state', ({ name }) => {
    if (name === 'stopped' && !isOver) setTimeout(() => isOver || client.connect(), REVIVAL_MS);
  });
  client.connect();

  function forget(room: string): void {
    begun.delete(room);
    follows.delete(room);
  }

  async function join(room: string): Promise<void> {
    follows.add(room);
    try {
      const { epoch, head } = await client.room(room).join();
      if (begun.has(room) || !follows.has(room)) return;
      begun.add(room);
      record.began(room, epoch, head);
    } catch {
      forget(room);
    }
  }

  async function send(room: string, text: string, messageId: string): Promise<void> {
    if (room.startsWith('dm:')) follows.add(room);
    const { seq } = await client.room(room).send(text, { messageId });
    if (room !== ARCHIVE) own.push({ room, seq, messageId, text });
  }

  async function attempt({ do: what, room, nth, kind }: Operation): Promise<unknown> {
    const at = client.room(room);
    const other = others[nth % others.length]?.userId ?? userId;
    const mine = nthLast(own, nth);
    switch (what) {
      case 'join':
        return join(room);
      case 'leave':
        forget(room);
        return at.leave();
      case 'send':
        return send(room, `${name} says ${++sent}`, newMessageId());
      case 'repeat':
        return mine && client.room(mine.room).send(mine.text, { messageId: mine.messageId });
      case 'edit':
        return mine && client.room(mine.room).edit(mine.seq, `${mine.text}, edited ${++sent}`);
      case 'delete':
        return mine && client.room(mine.room).delete(mine.seq);
      case 'create':
        return client.createRoom(room, { kind });
      case 'invite':
        return at.addMember(other);
      case 'answer':
        return client.answerInvitation(room, nth % 4 > 0);
      case 'remove':
        return at.removeMember(other);
      case 'typing':
        return at.typing(true);
      case 'markRead':
        return at.cursor && at.markRead(Math.max(1, at.cursor.after));
      case 'presence':
        return at.presence();
      case 'history':
        return at.history({ limit: 20 });
      case 'listRooms':
        return client.listRooms();
      case 'reconnect':
        for (const socket of sockets) socket.terminate();
        return undefined;
    }
  }

  return {
    id: record.id,
    userId,
    network,
    perform: async operation => {
      // What is refused, or lost, the history tells.
      await attempt(operation).catch(() => {});
    },
    async ask(action, fields = {}) {
      const { room = '' } = fields as { room?: string };
      const asked = action === 'presence' ? client.room(room).presence() : client.listRooms();
      const reply = await asked.catch(() => undefined);
      return Array.isArray(reply) ? { rooms: reply } : reply;
    },
    shown: () => new Map([...follows].map(room => [room, client.room(room).cursor as Shown | undefined])),
    get waiting() {
      return client.pending.map(({ messageId }) => messageId);
    },
    get isOnline() {
      return client.state.name === 'online';
    },
    stepClock(ms) {
      offset = ms;
    },
    comeBack: () => client.connect(),
    close() {
      isOver = true;
      client.close();
    },
  };
}
