/** One client: it knows the wire, keeps a cursor a room, and looks at everything that it is sent. */
import type { Connection } from '../../shared/core/ports.ts';
import type { Entry } from '../../shared/protocol/index.ts';
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
    const { entries, epoch } = this.logs[room];
    const reply = await this.#ask(place, 'joinRoom', {
      room,
      after: entries.length,
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
    for (const entry of reply.messages) this.logs[room].apply(entry);
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
    const isOutside = place.rooms.get(room) !== 'joined';
    const reply = await this.#ask(place, 'sendMessage', { room, messageId, text, attempt: sent.attempt });
    if (!reply) return;
    if (reply.type === 'error') return this.#refused(place, room, reply, [EXPECTED.outside], isOutside);
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

  /** Edits a message of the user's, or deletes it; one that was not acknowledged is left alone. */
  async change({ room, seq: target }: Sent, text: string | undefined): Promise<void> {
    const place = this.#place;
    if (!place?.open || target === undefined) return;
    const asked = { room, seq: target };
    const isOutside = place.rooms.get(room) !== 'joined';
    const reply =
      text === undefined
        ? await this.#ask(place, 'deleteMessage', asked)
        : await this.#ask(place, 'editMessage', { ...asked, text });
    if (!reply) return;
    // Another device may have deleted it.
    if (reply.type === 'error')
      return this.#refused(
        place,
        room,
        reply,
        [EXPECTED.outside, ...(text === undefined ? [] : [EXPECTED.stranger])],
        isOutside,
      );
    const { seq, epoch, editedAt, deletedAt } = reply;
    const entry = { room, seq, epoch, target, by: { userId: this.user, name: this.user } };
    this.logs[room].apply(
      text === undefined
        ? { type: 'deleted', ...entry, deletedAt }
        : { type: 'edited', ...entry, text, editedAt },
    );
  }

  /** Undefined where the socket was gone before the reply came. */
  async #ask(place: Place, action: string, fields: object): Promise<Frame> {
    const reply = await this.#world.backend.request(place, { action, id: '1', ...fields });
    return place.open ? reply : undefined;
  }

  /** @param wasOutside it was not in the room when the request was made */
  #refused(
    place: Place,
    room: RoomName,
    { code, action }: Frame,
    allowed: readonly string[] = [],
    wasOutside = false,
  ): void {
    const fine =
      (this.#isOver(place) && code === EXPECTED.expired) ||
      (this.isOutside(room) && (code === EXPECTED.stranger || code === EXPECTED.outside)) ||
      (allowed.includes(code) &&
        (code === EXPECTED.stranger ||
          (action !== 'joinRoom' && (wasOutside || place.rooms.get(room) !== 'joined'))));
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
    const entries: Entry[] =
      type === 'messages' ? push.messages : [type === 'message' ? push : { type, ...push }];
    for (const entry of entries) this.logs[room].apply(entry);
    return 'posted';
  }

  /** Nothing is under way any more. */
  settle(): void {
    for (const [room, state] of this.#place?.rooms ?? [])
      if (state === 'left') this.#place?.rooms.set(room, 'out');
  }
}
