/** A client written by hand from docs/protocol.md: sockets and frames, and nothing of the SDK. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import WebSocket from 'ws';
import type { Entry } from '../../../shared/protocol/index.ts';
import type { Frame } from '../../../test/history/format.ts';
import type { ClientRecord, ConnectionRecord } from '../../../test/history/recorder.ts';
import { ARCHIVE } from '../draw.ts';
import type { Operation } from '../schedule.ts';
import { type Actor, nthLast, type Own } from './actor.ts';
import { RawRoom, rawEntry } from './raw-room.ts';
import type { ActorOptions } from './sdk-actor.ts';

interface Link {
  readonly ws: WebSocket;
  readonly record: ConnectionRecord;
  readonly replies: Map<string, (reply: Frame | undefined) => void>;
  heardAt: number;
  beats: number;
}

/** Handed over to be sent, until a reply says that it was stored or will not be. */
interface Outgoing extends Omit<Own, 'seq'> {
  attempt: number;
}

const REPLY_TIMEOUT_MS = 10_000;
const HEARTBEAT_MS = 3_000;
const JOIN_AGAIN_MS = 100;
/** Every so many heartbeats it asks what it missed. */
const SYNC_EVERY = 3;
/** Without a frame for so long, a connection leads nowhere. */
const DEAD_MS = 10_000;
const LONGEST_BACKOFF_MS = 800;
/** Worth another try. */
const PASSING = ['UNAVAILABLE', 'RATE_LIMITED', 'INTERNAL', 'CONNECTION_ENDED'];

export class RawActor implements Actor {
  readonly id: string;
  readonly userId: string;
  readonly network: ActorOptions['network'];
  readonly #options: ActorOptions;
  readonly #record: ClientRecord;
  readonly #rooms = new Map<string, RawRoom>();
  readonly #own: Own[] = [];
  readonly #outgoing: Outgoing[] = [];
  #link: Link | undefined;
  #isOver = false;
  #isKept = false;
  #asked = 0;
  #sent = 0;
  #flushing = false;

  constructor(options: ActorOptions) {
    const { recorder, person, network, name } = options;
    this.#options = options;
    this.#record = recorder.client(person.userId, name);
    this.id = this.#record.id;
    this.userId = person.userId;
    this.network = network;
    void this.#keepConnected();
  }

  get waiting(): readonly string[] {
    return this.#outgoing.map(({ messageId }) => messageId);
  }

  get isOnline(): boolean {
    return this.#link !== undefined;
  }

  shown(): ReturnType<Actor['shown']> {
    return new Map([...this.#rooms].map(([name, room]) => [name, room.shown]));
  }

  stepClock(): void {
    // It looks at no wall clock.
  }

  comeBack(): void {
    this.#isKept = false;
  }

  close(): void {
    this.#isOver = true;
    this.#link?.ws.close();
  }

  async #keepConnected(): Promise<void> {
    while (!this.#isOver) {
      if (!this.#isKept) await this.#connection().catch(() => {});
      await sleep(Math.random() * LONGEST_BACKOFF_MS);
    }
  }

  /** One connection, from its beginning to its end. */
  async #connection(): Promise<void> {
    const { person, network, path } = this.#options;
    const token = await person.token();
    const record = this.#record.connecting();
    const ws = new WebSocket(
      `ws://127.0.0.1:${network.port}${path}`,
      ['messaging.v1', `bearer.${token.text}`],
      {
        handshakeTimeout: DEAD_MS,
      },
    );
    const link: Link = { ws, record, replies: new Map(), heardAt: performance.now(), beats: 0 };
    let isOpen = false;
    const heartbeat = setInterval(() => void this.#heartbeat(link), HEARTBEAT_MS);
    await new Promise<void>(resolve => {
      ws.on('open', () => {
        isOpen = true;
        record.opened(token.expiresAt);
        this.#link = link;
        void this.#resume(link);
      });
      ws.on('unexpected-response', (_, { statusCode }) => {
        record.refused(statusCode);
        ws.terminate();
        resolve();
      });
      ws.on('message', data => this.#heard(link, JSON.parse(String(data))));
      ws.on('error', () => {});
      ws.on('close', code => {
        if (isOpen) record.closed(code);
        resolve();
      });
    });
    clearInterval(heartbeat);
    if (this.#link === link) this.#link = undefined;
    for (const replied of link.replies.values()) replied(undefined);
  }

  async #resume(link: Link): Promise<void> {
    await Promise.all([...this.#rooms.keys()].filter(room => !isDirect(room)).map(room => this.#join(room)));
    await this.#catchUp([...this.#rooms.keys()].filter(isDirect));
    if (this.#link === link) void this.#flush();
  }

  async #heartbeat(link: Link): Promise<void> {
    if (performance.now() - link.heardAt > DEAD_MS) return link.ws.terminate();
    if (this.#link !== link) return;
    link.ws.send('{"action":"ping"}');
    link.beats += 1;
    if (link.beats % SYNC_EVERY === 0) await this.#catchUp([...this.#rooms.keys()]);
    void this.#flush();
  }

  #heard(link: Link, frame: Frame): void {
    link.heardAt = performance.now();
    const { id, type, room, reconnect } = frame;
    const replied = typeof id === 'string' ? link.replies.get(id) : undefined;
    if (replied) {
      replied(frame);
      return;
    }
    if (typeof type !== 'string' || type === 'error' || type === 'pong') return;
    link.record.pushed(frame);
    if (type === 'bye') {
      this.#isKept = reconnect === false;
      link.ws.close();
      return;
    }
    if (type === 'membership' && frame.event === 'removed') {
      this.#forget(String(room));
      return;
    }
    if (typeof room !== 'string') return;
    if (type === 'lagging') return void this.#catchUp([room]);
    const entries = type === 'messages' ? frame.messages : [type === 'message' ? without(frame) : frame];
    if (['message', 'messages', 'edited', 'deleted'].includes(type)) this.#deliver(room, entries as Entry[]);
  }

  #deliver(room: string, entries: readonly Entry[]): void {
    const known = this.#rooms.get(room);
    if (known) known.deliver(entries);
    else if (isDirect(room) && entries[0]) {
      const direct = new RawRoom(room, this.#record, () => void this.#catchUp([room]));
      this.#rooms.set(room, direct);
      direct.begin(entries[0].epoch, entries[0].seq - 1);
      direct.deliver(entries);
    }
  }

  #forget(room: string): void {
    this.#rooms.get(room)?.close();
    this.#rooms.delete(room);
  }

  /** Undefined if no reply came. */
  async ask(action: string, fields: object = {}): Promise<Frame | undefined> {
    const link = this.#link;
    if (!link || link.ws.readyState !== WebSocket.OPEN) return undefined;
    this.#asked += 1;
    const frame = { action, id: `${this.#asked}`, ...fields };
    const replied = link.record.called(frame);
    link.ws.send(JSON.stringify(frame));
    const reply = await new Promise<Frame | undefined>(resolve => {
      const timer = setTimeout(() => resolve(undefined), REPLY_TIMEOUT_MS);
      // Kept: a reply that comes too late is one all the same.
      link.replies.set(frame.id, reply => {
        clearTimeout(timer);
        link.replies.delete(frame.id);
        if (reply) replied(reply);
        resolve(reply);
      });
    });
    // Its time is up, or the server has forgotten it.
    if (reply?.type === 'error' && (reply.code === 'CONNECTION_ENDED' || this.#isRefusedNow(reply)))
      link.ws.close();
    return reply;
  }

  #isRefusedNow({ code, action }: Frame): boolean {
    return code === 'FORBIDDEN' && ['sync', 'sendMessage', 'joinRoom'].includes(String(action));
  }

  async #join(name: string): Promise<void> {
    const room = this.#rooms.get(name) ?? new RawRoom(name, this.#record, () => void this.#catchUp([name]));
    this.#rooms.set(name, room);
    const asked = room.cursor;
    const link = this.#link;
    const reply = link && (await this.ask('joinRoom', { room: name, ...asked }));
    if (this.#rooms.get(name) !== room)
      return void (reply?.type === 'ok' && this.ask('leaveRoom', { room: name }));
    if (reply?.type === 'ok') return room.resume(reply, asked !== undefined);
    // When it is back it joins all its rooms.
    if (reply === undefined) {
      // A socket that is closing takes nothing more, and is told apart from an open one only by its end.
      await sleep(JOIN_AGAIN_MS);
      return link && this.#link === link ? this.#join(name) : undefined;
    }
    if (!PASSING.includes(String(reply.code))) return this.#forget(name);
    await sleep(Number(reply.retryAfterMs ?? 300));
    if (this.isOnline && this.#rooms.get(name) === room) await this.#join(name);
  }

  async #catchUp(names: readonly string[]): Promise<void> {
    const asked = names.flatMap(name => {
      const cursor = this.#rooms.get(name)?.cursor;
      return cursor ? [{ room: name, ...cursor }] : [];
    });
    if (asked.length === 0) return;
    const reply = await this.ask('sync', { rooms: asked });
    if (reply?.type !== 'ok') return;
    for (const result of reply.rooms as Frame[]) {
      const room = this.#rooms.get(String(result.room));
      if (result.ok && room) room.resume(result, true);
      else if ((result.error as Frame | undefined)?.code === 'NOT_FOUND') this.#forget(String(result.room));
    }
  }

  /** One after the other, each until it is answered for good. */
  async #flush(): Promise<void> {
    if (this.#flushing) return;
    this.#flushing = true;
    for (let next = this.#outgoing[0]; next && this.isOnline; next = this.#outgoing[0]) {
      next.attempt += 1;
      const reply = await this.ask('sendMessage', next);
      if (reply?.type === 'ok') {
        const { room, messageId, text } = next;
        this.#stored(next, reply);
        if (reply.duplicate !== undefined && room !== ARCHIVE)
          this.#own.push({ room, seq: Number(reply.seq), messageId, text });
        this.#outgoing.shift();
      } else if (reply === undefined) await sleep(100);
      else if (reply.code === 'NOT_JOINED' && this.#rooms.has(next.room)) await this.#join(next.room);
      else if (PASSING.includes(String(reply.code))) await sleep(Number(reply.retryAfterMs ?? 200));
      else if (reply.code === 'FORBIDDEN') await sleep(500);
      else this.#outgoing.shift();
    }
    this.#flushing = false;
  }

  #stored({ room, messageId, text }: Omit<Own, 'seq'>, { seq, ordinal, epoch, sentAt }: Frame): void {
    const { person } = this.#options;
    const from = { userId: person.userId, name: person.name };
    const entry = { room, epoch, seq, ordinal, messageId, from, text, sentAt };
    this.#deliver(room, [entry as Entry]);
  }

  async perform({ do: what, room, nth, kind }: Operation): Promise<void> {
    const { others, name } = this.#options;
    const other = others[nth % others.length]?.userId ?? this.userId;
    const mine = nthLast(this.#own, nth);
    switch (what) {
      case 'join':
        return this.#join(room);
      case 'leave':
        this.#forget(room);
        return void this.ask('leaveRoom', { room });
      case 'send': {
        this.#sent += 1;
        this.#outgoing.push({
          room,
          messageId: randomUUID(),
          text: `${name} says ${this.#sent}`,
          attempt: 0,
        });
        return this.#flush();
      }
      case 'repeat':
        if (mine)
          await this.ask('sendMessage', {
            room: mine.room,
            messageId: mine.messageId,
            text: mine.text,
            attempt: 2,
          });
        return undefined;
      case 'edit':
      case 'delete':
        return mine && this.#change(what, mine);
      case 'create':
        return void (await this.ask('createRoom', { room, kind }));
      case 'invite':
        return void (await this.ask('addMember', { room, userId: other }));
      case 'answer':
        return void (await this.ask('answerInvitation', { room, accept: nth % 4 > 0 }));
      case 'remove':
        return void (await this.ask('removeMember', { room, userId: other }));
      case 'typing':
        // It has no reply.
        return void this.ask('typing', { room, typing: true });
      case 'markRead': {
        const { after = 0, epoch } = this.#rooms.get(room)?.cursor ?? {};
        return void (after > 0 && (await this.ask('markRead', { room, seq: after, epoch })));
      }
      case 'presence':
      case 'history':
        return void (await this.ask(what, { room }));
      case 'listRooms':
        return void (await this.ask(what));
      case 'reconnect':
        return this.#link?.ws.terminate();
    }
  }

  async #change(what: 'edit' | 'delete', { room, seq, text: before }: Own): Promise<void> {
    this.#sent += 1;
    const text = `${before}, edited ${this.#sent}`;
    const reply =
      what === 'edit'
        ? await this.ask('editMessage', { room, seq, text })
        : await this.ask('deleteMessage', { room, seq });
    if (reply?.type !== 'ok') return;
    const { id: _id, action: _action, ...fields } = reply;
    const { person } = this.#options;
    const by = { userId: person.userId, name: person.name };
    const type = reply.deletedAt === undefined ? 'edited' : 'deleted';
    const own = rawEntry.safeParse({ ...fields, type, by, ...(type === 'edited' && { text }) });
    if (own.success) this.#deliver(room, [own.data]);
  }
}

const isDirect = (room: string): boolean => room.startsWith('dm:');

function without({ type: _type, ...message }: Frame): Frame {
  return message;
}
