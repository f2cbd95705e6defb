/** One client: it knows the wire, keeps a cursor a room, and looks at everything that it is sent. */
import type { Connection } from '../../shared/core/ports.ts';
import type { Message } from '../../shared/protocol/index.ts';
import type { Frame } from '../support/socket.ts';
import type { Backend } from './backend.ts';
import { type Applied, createLog } from './log.ts';
import { MEMBERS, PRIVATE, ROOMS, type RoomName } from './script.ts';

export interface Sent {
  readonly room: RoomName;
  readonly messageId: string;
  readonly text: string;
  attempt: number;
  /** Once acknowledged. */
  seq: number | undefined;
}

interface Place extends Connection {
  open: boolean;
  /** `left`: in the phase that is under way. `out`: in an earlier one. */
  readonly rooms: Map<RoomName, 'joining' | 'joined' | 'left' | 'out'>;
}

export interface World {
  readonly backend: Backend;
  readonly now: () => number;
  /** By connection id. */
  readonly clients: Map<string, Client>;
  /** Of each user, in the order of the first tries. */
  readonly sent: Map<string, Sent[]>;
  violated(what: string): void;
}

/** What a request may be answered where the script asks for more than is allowed. */
const EXPECTED = { expired: 'FORBIDDEN', stranger: 'NOT_FOUND', outside: 'NOT_JOINED' } as const;

export class Client {
  readonly user: string;
  readonly logs: Record<RoomName, Applied>;
  readonly #world: World;
  readonly #nth: number;
  #connections = 0;
  #place: Place | undefined;

  constructor(world: World, user: string, nth: number) {
    this.user = user;
    this.#nth = nth;
    this.#world = world;
    const log = () => createLog(what => world.violated(`${this.#name}: ${what}`));
    this.logs = { square: log(), hall: log(), den: log() };
  }

  get #name(): string {
    return `client ${this.#nth} (${this.user})`;
  }

  isOutside(room: RoomName): boolean {
    return room === PRIVATE && !MEMBERS.includes(this.user);
  }

  /** Rooms in which the client must have been told of everything by now. */
  get following(): RoomName[] {
    const place = this.#place;
    if (!place?.open || this.#isOver(place)) return [];
    return ROOMS.filter(room => place.rooms.get(room) === 'joined');
  }

  #isOver({ expiresAt }: Place): boolean {
    return expiresAt * 1_000 <= this.#world.now();
  }

  async connect(livesSeconds: number): Promise<void> {
    const before = this.#place;
    if (before) before.open = false;
    this.#connections += 1;
    const connectedAt = this.#world.now();
    const place: Place = {
      connectionId: `${this.user}-${this.#nth}-${this.#connections}`,
      userId: this.user,
      name: this.user,
      groups: [],
      connectedAt,
      expiresAt: Math.floor(connectedAt / 1_000) + livesSeconds,
      open: true,
      rooms: new Map(),
    };
    this.#place = place;
    await this.#world.backend.connect(place);
    this.#world.clients.set(place.connectionId, this);
    for (const [room, state] of before?.rooms ?? [])
      if (state === 'joined' || state === 'joining') await this.join(room);
  }

  /** The socket goes; what the server is told of it is the caller's. */
  drop(): Connection | undefined {
    const place = this.#place;
    if (!place?.open) return undefined;
    place.open = false;
    return place;
  }

  async join(room: RoomName): Promise<void> {
    const place = this.#place;
    if (!place?.open) return;
    const before = place.rooms.get(room);
    place.rooms.set(room, 'joining');
    const { messages, epoch } = this.logs[room];
    const reply = await this.#ask(place, 'joinRoom', {
      room,
      after: messages.length,
      ...(epoch && { epoch }),
    });
    if (!reply || reply.type === 'error') {
      if (reply) this.#refused(place, room, reply, before === 'joined' ? [] : [EXPECTED.outside]);
      if (before) place.rooms.set(room, before);
      else place.rooms.delete(room);
      return;
    }
    place.rooms.set(room, 'joined');
    if (!reply.recovered) this.#world.violated(`${this.#name} was not given what it missed of ${room}`);
    for (const message of reply.messages) this.logs[room].apply(message);
  }

  async leave(room: RoomName): Promise<void> {
    const place = this.#place;
    if (!place?.open || place.rooms.get(room) !== 'joined') return;
    place.rooms.set(room, 'left');
    const reply = await this.#ask(place, 'leaveRoom', { room });
    if (reply?.type !== 'error') return;
    place.rooms.set(room, 'joined');
    this.#refused(place, room, reply);
  }

  async send(sent: Sent): Promise<void> {
    const place = this.#place;
    if (!place?.open) return;
    const { room, messageId, text } = sent;
    sent.attempt += 1;
    const known = sent.seq;
    const reply = await this.#ask(place, 'sendMessage', { room, messageId, text, attempt: sent.attempt });
    if (!reply) return;
    if (reply.type === 'error') return this.#refused(place, room, reply, [EXPECTED.outside]);
    const { seq, epoch, sentAt } = reply;
    if (known !== undefined && (seq !== known || !reply.duplicate))
      this.#world.violated(`${this.#name}: ${messageId} of seq ${known} was stored again under ${seq}`);
    sent.seq = seq;
    this.logs[room].apply({
      room,
      seq,
      epoch,
      messageId,
      sentAt,
      text,
      from: { userId: this.user, name: this.user },
    });
  }

  /** Undefined where the socket was gone before the reply came. */
  async #ask(place: Place, action: string, fields: object): Promise<Frame> {
    const reply = await this.#world.backend.request(place, { action, id: '1', ...fields });
    return place.open ? reply : undefined;
  }

  #refused(place: Place, room: RoomName, { code, action }: Frame, allowed: readonly string[] = []): void {
    const fine =
      (this.#isOver(place) && code === EXPECTED.expired) ||
      (this.isOutside(room) && (code === EXPECTED.stranger || code === EXPECTED.outside)) ||
      // It is not in the room, or was not when the request came.
      (allowed.includes(code) && action === 'sendMessage' && place.rooms.get(room) !== 'joined');
    if (!fine) this.#world.violated(`${this.#name}: ${action} in ${room} was answered ${code}`);
  }

  /** `gone` where the connection is no more. */
  receive(connectionId: string, { type, ...push }: Frame): 'posted' | 'gone' {
    const place = this.#place;
    if (place?.connectionId !== connectionId || !place.open) return 'gone';
    const room: RoomName = push.room;
    const state = place.rooms.get(room);
    if (this.#isOver(place)) this.#world.violated(`${this.#name} was sent to after its expiry`);
    if (this.isOutside(room)) this.#world.violated(`${this.#name} was sent a message of ${room}, a stranger`);
    if (!state || state === 'out')
      this.#world.violated(`${this.#name} was sent to in ${room}, which it is not in`);
    const messages: Message[] = type === 'messages' ? push.messages : [push];
    for (const message of messages) this.logs[room].apply(message);
    return 'posted';
  }

  /** Nothing is under way any more. */
  settle(): void {
    for (const [room, state] of this.#place?.rooms ?? [])
      if (state === 'left') this.#place?.rooms.set(room, 'out');
  }
}
