import type { Change, Message, ResultOf } from '../shared/protocol/index.ts';
import { type Content, fieldsOf, newMessageId, takeUnsent } from './content.ts';
import type { Core } from './core.ts';
import type { Listener } from './emitter.ts';
import { MessagingError } from './errors.ts';
import type { RoomEvents, Sent } from './events.ts';
import { type Cursor, isDirect } from './feed.ts';
import { mergeReads } from './merge-reads.ts';
import { messageStream } from './message-stream.ts';
import type { Joined, JoinOptions } from './subscriptions.ts';
import { throttleTyping } from './typing-throttle.ts';

export interface SendOptions {
  /**
   * Names the message while it has no `seq`; one is made up if none is given. With the same one the message may be sent
   * again within ten minutes, and is in the log once.
   */
  readonly messageId?: string;
}

export interface HistoryOptions {
  /** The newest before this `seq`… */
  readonly before?: number;
  /** …or the oldest after this one; with neither, the newest. */
  readonly after?: number;
  /** 1 to 100; 100 unless told. */
  readonly limit?: number;
}

/** One room, as `client.room(name)` hands it out. */
export class Room {
  readonly name: string;
  readonly #core: Core;
  readonly #typing: (typing: boolean) => void;
  readonly #seen: ReturnType<typeof mergeReads>;
  /** Ends each of the iterators that are being read. */
  readonly #streams = new Set<() => void>();

  /** @internal */
  constructor(name: string, core: Core) {
    this.name = name;
    this.#core = core;
    this.#typing = throttleTyping(core.clock, core.timings.typingMs, typing =>
      core.connector.link?.tell('typing', { room: name, typing }),
    );
    this.#seen = mergeReads(core, mark => {
      const { link, state } = core.connector;
      const isIn = link && (isDirect(name) || link.rooms.get(name));
      if (isIn) link.tell('markRead', { room: name, ...mark });
      return isIn || state.name === 'stopped';
    });
  }

  /** Up to where this client has the room's log; a later session may `join({ cursor })` there. */
  get cursor(): Cursor | undefined {
    return this.#core.feedOf(this.name).cursor;
  }

  /** Listens to this room alone; returns what takes the listener off again. */
  on<K extends keyof RoomEvents>(name: K, listener: Listener<RoomEvents[K]>): () => void {
    return this.#core.events.on(name, event => {
      if (event.room === this.name) listener(event);
    });
  }

  /**
   * Joins, and stays joined over every reconnect until `leave()`. Resolves once joined, however long the connection
   * takes; rejects if the server refuses. The newest messages come as `message` events: listen before.
   */
  async join(options: JoinOptions = {}): Promise<Joined> {
    this.#core.start();
    return this.#core.subscriptions.join(this.name, options);
  }

  leave(): void {
    this.#core.leave(this.name);
    for (const end of [...this.#streams]) end();
  }

  /**
   * Resolves once the message is stored and on its way to everyone, over as many connections as that takes. Rejects
   * only with what trying again can't mend.
   */
  async send(content: Content, { messageId = newMessageId() }: SendOptions = {}): Promise<Sent> {
    const { outbox, subscriptions } = this.#core;
    if (!isDirect(this.name) && !subscriptions.has(this.name))
      throw new MessagingError('NOT_JOINED', `Join ${this.name} first.`);
    this.#core.start();
    return outbox.add({
      room: this.name,
      messageId,
      content: fieldsOf(content),
      ...(!takeUnsent(messageId) && { mayRepeat: true }),
    });
  }

  /** A page of the log, ascending. What it brings is not told as `message` events. */
  history(options: HistoryOptions = {}): Promise<ResultOf<'history'>> {
    return this.#core.call('history', { room: this.name, ...options });
  }

  /** Who is here. */
  presence(): Promise<ResultOf<'presence'>> {
    return this.#core.call('presence', { room: this.name });
  }

  /** To be called at every keystroke, and with `false` when the field was emptied: at most one frame in 3 s goes out. */
  typing(typing: boolean): void {
    this.#typing(typing);
  }

  /**
   * The room is on show, until the function that this returns is called. As soon as an app says so of one room, it is told
   * who comes, goes, types and reads in those on show alone, the newest four, and of each, as it comes on show, who is
   * `present`.
   */
  view(): () => void {
    return this.#core.views.show(this.name);
  }

  /** As `markRead`, to be called as often as one likes: the newest of a second goes out, and is not answered. */
  seen(seq: number): void {
    this.#seen({ seq, epoch: this.cursor?.epoch });
  }

  markRead(seq: number): Promise<ResultOf<'markRead'>> {
    return this.#core.call('markRead', { room: this.name, seq, epoch: this.cursor?.epoch });
  }

  async edit(seq: number, content: Content): Promise<ResultOf<'editMessage'>> {
    const fields = fieldsOf(content);
    const edited = await this.#core.call('editMessage', { room: this.name, seq, ...fields });
    this.#tell({ ...edited, ...fields, type: 'edited' });
    return edited;
  }

  async delete(seq: number): Promise<ResultOf<'deleteMessage'>> {
    const deleted = await this.#core.call('deleteMessage', { room: this.name, seq });
    this.#tell({ ...deleted, type: 'deleted' });
    return deleted;
  }

  /** Invites a user, who becomes a member by accepting; where the deployment is set so, they are one at once. */
  addMember(userId: string, role?: 'moderator' | 'member'): Promise<ResultOf<'addMember'>> {
    return this.#core.call('addMember', { room: this.name, userId, role });
  }

  removeMember(userId: string): Promise<ResultOf<'removeMember'>> {
    return this.#core.call('removeMember', { room: this.name, userId });
  }

  /** `for await (const message of room)`: from now on, until the room is left or the client closed. */
  [Symbol.asyncIterator](): AsyncIterableIterator<Message> {
    return messageStream((give, end) => {
      this.#streams.add(end);
      const stops = [
        this.on('message', give),
        this.on('left', end),
        this.#core.events.on('state', ({ name }) => name === 'stopped' && end()),
        () => this.#streams.delete(end),
      ];
      return () => stops.forEach(stop => void stop());
    });
  }

  /** The others are pushed the change; the client that made it has the reply, which is the same entry of the log. */
  #tell(change: Untold<Change>): void {
    const by = this.#core.connector.user;
    if (by) this.#core.feedOf(this.name).deliver([{ ...change, by }]);
  }
}

/** Of each of the changes, not of what they have in common. */
type Untold<C> = C extends Change ? Omit<C, 'by'> : never;
