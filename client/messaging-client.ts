/** The SDK's public face: what is exported here is what an app may rely on. */
import type { Action, RequestOf, ResultOf, User } from '../shared/protocol/index.ts';
import { type ClientOptions, type Core, createCore } from './core.ts';
import type { Listener } from './emitter.ts';
import { MessagingError } from './errors.ts';
import type { ClientEvents, ClientState } from './events.ts';
import type { FieldsOf } from './link.ts';
import type { Outgoing } from './outbox-store.ts';
import { Room } from './room.ts';

/** The id of the room of two users: nobody creates or joins it, the two just send to it. */
export { directRoom } from '../shared/protocol/direct-room.ts';
export type {
  Action,
  Change,
  Message,
  RequestOf,
  ResultOf,
  RoomChanged,
  RoomDetails,
  User,
} from '../shared/protocol/index.ts';
export type { Clock } from './clock.ts';
export { type Content, type Fields, newMessageId } from './content.ts';
export type { ClientOptions } from './core.ts';
export type { Listener } from './emitter.ts';
export { type ClientErrorCode, MessagingError } from './errors.ts';
export type { ClientEvents, ClientState, Gap, Present, Recovered, RoomEvents, Sent } from './events.ts';
export type { Cursor } from './feed.ts';
export type { FieldsOf } from './link.ts';
export type { OutboxStore, Outgoing } from './outbox-store.ts';
export type { HistoryOptions, Room, SendOptions } from './room.ts';
export { changed } from './room-log.ts';
export type { SocketConstructor, SocketLike } from './socket.ts';
export type { Joined, JoinOptions } from './subscriptions.ts';
export type { Timings } from './timings.ts';
export type { GetToken } from './token.ts';

/** One connection to the backend, kept up for as long as it is wanted. */
export class MessagingClient {
  readonly #core: Core;
  readonly #rooms = new Map<string, Room>();

  constructor(options: ClientOptions) {
    this.#core = createCore(options);
  }

  /** Where the connection stands. */
  get state(): ClientState {
    return this.#core.state;
  }

  /** Who we are, once connected. */
  get user(): User | undefined {
    return this.#core.connector.user;
  }

  /** What was handed over by `send` and is not acknowledged yet. */
  get pending(): readonly Outgoing[] {
    return this.#core.outbox.pending;
  }

  /** Listens to every room, and to the connection; returns what takes the listener off again. */
  on<K extends keyof ClientEvents>(name: K, listener: Listener<ClientEvents[K]>): () => void {
    return this.#core.events.on(name, listener);
  }

  /** Connects now rather than at the first use, and again after `close()` or another end. */
  connect(): void {
    this.#core.connector.dispatch({ type: 'connect' });
  }

  /** Ends the connection and forgets what was not acknowledged, except in the persistent outbox. */
  close(): void {
    this.#core.connector.dispatch({ type: 'disconnect' });
  }

  /** Always the same object for a name. Nothing is joined by it. */
  room(name: string): Room {
    const room = this.#rooms.get(name) ?? new Room(name, this.#core);
    this.#rooms.set(name, room);
    return room;
  }

  /** Gives up a pending message; it may have been stored all the same. False if there is none such. */
  discard(messageId: string): boolean {
    return this.#core.outbox.fail(messageId, new MessagingError('DISCARDED', 'Discarded.'));
  }

  /**
   * Any action of the protocol, as docs/protocol.md has it: what no method is for, such as `listMembers` or `setRole`. Waits
   * for the connection, and asks again if it broke.
   */
  request<A extends Action>(action: A, fields: FieldsOf<A>): Promise<ResultOf<A>> {
    return this.#core.call(action, fields);
  }

  createRoom(
    room: string,
    options: Pick<RequestOf<'createRoom'>, 'kind' | 'members'>,
  ): Promise<ResultOf<'createRoom'>> {
    return this.#core.call('createRoom', { room, ...options });
  }

  /** The rooms we are a member of, or have read in, with what is unread: all pages of them. */
  listRooms(): Promise<ResultOf<'listRooms'>['rooms']> {
    return allOf(async after => {
      const { rooms, next } = await this.#core.call('listRooms', { after });
      return { items: rooms, next };
    });
  }

  /** To which rooms we were invited and have not answered. */
  invitations(): Promise<ResultOf<'listInvitations'>['invitations']> {
    return allOf(async after => {
      const { invitations, next } = await this.#core.call('listInvitations', { after });
      return { items: invitations, next };
    });
  }

  answerInvitation(room: string, accept: boolean): Promise<ResultOf<'answerInvitation'>> {
    return this.#core.call('answerInvitation', { room, accept });
  }

  /** For the group `admins`. */
  adminStats(): Promise<ResultOf<'adminStats'>> {
    return this.#core.call('adminStats', {});
  }

  /** For the group `admins`: ends one connection, or all of a user, who is kept out `until` then if that is given. */
  adminDisconnect(
    who: { readonly userId: string; readonly until?: number } | { readonly connectionId: string },
  ): Promise<ResultOf<'adminDisconnect'>> {
    return this.#core.call('adminDisconnect', who);
  }
}

/** Follows a list from page to page. */
async function allOf<T>(
  page: (
    after: string | undefined,
  ) => Promise<{ readonly items: readonly T[]; readonly next?: string | undefined }>,
): Promise<T[]> {
  const all: T[] = [];
  for (let after: string | undefined; ; ) {
    const { items, next } = await page(after);
    all.push(...items);
    if (next === undefined || next === after) return all;
    after = next;
  }
}
