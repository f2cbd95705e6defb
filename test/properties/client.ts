/** One client: it knows the wire, keeps a cursor a room, comes back when it is cut off, and looks at all that it is sent. */
import type { Connection } from '../../shared/core/ports.ts';
import type { Entry } from '../../shared/protocol/index.ts';
import type { Frame } from '../support/socket.ts';
import { type Applied, createLog } from './log.ts';
import { isRefusedRightly } from './refusals.ts';
import { DIRECT, DIRECT_USERS, ROOMS, type RoomName } from './script.ts';
import { isOverForSome, type Place, type RoomState, type World } from './world.ts';

const LIVES_SECONDS = 7_200;

/** Longer than any refusal may ask to wait: the longest window of a rate. */
const LONGEST_WAIT_MS = 10_000;

export class Client {
  readonly user: string;
  readonly logs: Readonly<Record<RoomName, Applied>>;
  readonly world: World;
  readonly #nth: number;
  #connections = 0;
  #place: Place | undefined;

  constructor(world: World, user: string, nth: number) {
    this.user = user;
    this.#nth = nth;
    this.world = world;
    const log = () => createLog(what => this.violated(what));
    this.logs = { square: log(), hall: log(), den: log(), attic: log(), 'dm:ann:ben': log() };
  }

  violated(what: string): void {
    this.world.violated(`client ${this.#nth} (${this.user}): ${what}`);
  }

  /** The connection, if requests can be made on it. */
  get place(): Place | undefined {
    return this.#place?.open && this.#place.isUpgraded ? this.#place : undefined;
  }

  /** Rooms in which the client must have been told of everything by now. */
  get following(): RoomName[] {
    const { place, world } = this;
    if (!place || isOverForSome(world, place)) return [];
    return ROOMS.filter(
      room => place.rooms.get(room) === 'joined' && world.standings.of(this.user, room) === 'in',
    );
  }

  /** @param slow for so many turns $connect is through, and the upgrade is not */
  async connect(livesSeconds = LIVES_SECONDS, slow = 0): Promise<void> {
    const before = this.#place;
    if (before) before.open = false;
    this.#connections += 1;
    const connectedAt = this.world.now();
    const place: Place = {
      connectionId: `${this.user}-${this.#nth}-${this.#connections}`,
      userId: this.user,
      name: this.user,
      groups: [],
      connectedAt,
      expiresAt: Math.floor(connectedAt / 1_000) + livesSeconds,
      open: true,
      isUpgraded: false,
      rooms: new Map(),
    };
    for (const [room, state] of before?.rooms ?? [])
      if (state === 'joined' || state === 'joining' || state === 'maybe') place.rooms.set(room, 'joining');
    this.#place = place;
    const accepted = await this.world.backend.connect(place);
    for (let turn = 0; turn < slow; turn++) await this.world.pause();
    if (!place.open) return;
    if (!accepted) return this.connect(livesSeconds, slow);
    place.isUpgraded = true;
    this.world.clients.set(place.connectionId, this);
    if (DIRECT_USERS.includes(this.user)) await this.resume(place, DIRECT);
    for (const [room, state] of place.rooms) if (state === 'joining') await this.join(room);
  }

  /** The socket goes; what the server is told of it is the caller's. */
  drop(): Connection | undefined {
    const place = this.#place;
    if (!place?.open) return undefined;
    place.open = false;
    return place;
  }

  /** The server closes the socket. False if it was gone. */
  closed(connectionId: string): boolean {
    const place = this.#place;
    if (place?.connectionId !== connectionId || !place.open) return false;
    place.open = false;
    this.world.background(this.world.backend.disconnect(place));
    this.world.background(this.connect());
    return true;
  }

  async join(room: RoomName): Promise<void> {
    const { place } = this;
    if (!place) return;
    if (room === DIRECT) return this.resume(place, room);
    const before = place.rooms.get(room);
    place.rooms.set(room, 'joining');
    const reply = await this.ask(place, 'joinRoom', () => ({ room, ...this.#cursor(room) }), room);
    // Somebody may have told the client meanwhile that it is a member no more.
    if (place.rooms.get(room) !== 'joining') return;
    if (!reply) {
      if (before && before !== 'joining') place.rooms.set(room, before);
      else place.rooms.delete(room);
      return;
    }
    place.rooms.set(room, 'joined');
    this.#take(room, reply);
  }

  /** How a direct room resumes, which nobody joins, and how any room proves that nothing was missed. */
  async resume(place: Place, room: RoomName): Promise<void> {
    const result = await (this.logs[room].epoch ? this.#sync(place, room) : this.#first(place, room));
    if (!result) return;
    if (room === DIRECT) place.rooms.set(room, 'joined');
    const isMissing = result.head > this.logs[room].entries.length;
    this.#take(room, result);
    if (isMissing && room !== DIRECT) await this.join(room);
  }

  async #sync(place: Place, room: RoomName): Promise<Frame | undefined> {
    const reply = await this.ask(place, 'sync', () => ({ rooms: [{ room, ...this.#cursor(room) }] }), room);
    const [result] = reply?.rooms ?? [];
    if (result?.ok) return result;
    if (result) this.#refuse(place, 'sync', room, result.error.code);
    return undefined;
  }

  /** Of a room that the client knows nothing of. */
  async #first(place: Place, room: RoomName): Promise<Frame | undefined> {
    const page = await this.ask(place, 'history', () => ({ room, after: 0 }), room);
    return page && { ...page, recovered: true };
  }

  /** Asks each room whether something was missed, as a client does from time to time. */
  async heartbeat(): Promise<void> {
    const { place } = this;
    if (place) for (const room of this.following) await this.resume(place, room);
  }

  #cursor(room: RoomName) {
    const { entries, epoch } = this.logs[room];
    return { after: entries.length, ...(epoch && { epoch }) };
  }

  #take(room: RoomName, { recovered, messages }: Frame): void {
    if (!recovered) this.violated(`was not given what it missed of ${room}`);
    for (const entry of messages) this.logs[room].apply(entry);
  }

  /**
   * Asks until there is an answer, and waits as long as it is told to. Undefined if it was refused, or the socket was gone
   * before the reply came.
   */
  async ask(
    place: Place,
    action: string,
    fields: () => object,
    room: RoomName,
    allowed: readonly string[] = [],
  ): Promise<Frame | undefined> {
    const wasIn = place.rooms.get(room) === 'joined';
    for (let waited = 0; place.open; ) {
      const reply = await this.world.backend.request(place, { action, id: '1', ...fields() });
      if (!place.open) return undefined;
      // The container died over it.
      if (!reply) continue;
      if (reply.type !== 'error') return reply;
      const { code, retryAfterMs = 0 } = reply;
      if (code === 'CONNECTION_ENDED') this.closed(place.connectionId);
      if (code !== 'RATE_LIMITED' && (code !== 'UNAVAILABLE' || action === 'sendMessage')) {
        this.#refuse(place, action, room, code, allowed, wasIn);
        return undefined;
      }
      waited += retryAfterMs;
      if (waited > LONGEST_WAIT_MS) {
        this.violated(`${action} in ${room} was told to wait ${waited} ms: ${code}`);
        return undefined;
      }
      await this.world.sleep(retryAfterMs);
    }
    return undefined;
  }

  #refuse(
    place: Place,
    action: string,
    room: RoomName,
    code: string,
    allowed: readonly string[] = [],
    wasIn = false,
  ): void {
    const isIn = wasIn && place.rooms.get(room) === 'joined';
    if (!isRefusedRightly(this.world, place, { action, room, code, isIn }) && !allowed.includes(code))
      this.violated(`${action} in ${room} was answered ${code}`);
  }

  /** `gone` where the connection is no more. */
  receive(connectionId: string, { type, ...push }: Frame): 'posted' | 'gone' {
    const place = this.#place;
    if (place?.connectionId !== connectionId || !place.open) return 'gone';
    const room: RoomName = push.room;
    if (type === 'bye') return 'posted';
    if (type === 'lagging') {
      this.world.background(this.resume(place, room));
      return 'posted';
    }
    const state = place.rooms.get(room);
    if (type === 'membership') {
      if (push.event === 'removed' && state) place.rooms.set(room, 'left');
      return 'posted';
    }
    this.#received(place, room, state);
    const entries: Entry[] =
      type === 'messages' ? push.messages : [type === 'message' ? push : { type, ...push }];
    for (const entry of entries) this.logs[room].apply(entry);
    return 'posted';
  }

  #received(place: Place, room: RoomName, state: RoomState | undefined): void {
    if (place.expiresAt * 1_000 <= this.world.overSince) this.violated('was sent to after its expiry');
    if (this.world.standings.of(this.user, room) === 'out')
      this.violated(`was sent a message of ${room}, a stranger`);
    if (room !== DIRECT && (!state || state === 'out'))
      this.violated(`was sent to in ${room}, which it is not in`);
  }

  /** Nothing is under way any more, and what was unsure is certain. */
  settle(wasUnsure: (room: RoomName) => boolean): void {
    const rooms = this.#place?.rooms;
    for (const [room, state] of rooms ?? [])
      if (wasUnsure(room))
        rooms?.set(room, this.world.standings.of(this.user, room) === 'out' ? 'out' : 'maybe');
      else if (state === 'left') rooms?.set(room, 'out');
  }
}
