/** A client by hand: applies entries in the order of their seqs, as docs/protocol.md tells clients to, and records all it sees. */
import type { Connection } from '../../shared/core/ports.ts';
import { pushes, type ReadEntry, replies } from '../../shared/protocol/index.ts';
import type { Frame, Quiet } from '../history/format.ts';
import type { ClientRecord, ConnectionRecord, Recorder } from '../history/recorder.ts';
import type { Timeline } from './timeline.ts';

/** What a client finds around it. */
interface Surroundings {
  readonly recorder: Recorder;
  readonly timeline: Timeline;
  /** Epoch milliseconds. */
  readonly wall: number;
  /** By connection id. */
  readonly clients: Map<string, Client>;
  request(connection: Connection, routeKey: string, frame?: Frame): Promise<Frame | undefined>;
}

interface Shown {
  next: number;
  readonly early: Map<number, ReadEntry>;
}

const LIVES_SECONDS = 7_200;

export class Client {
  readonly id: string;
  isOpen = false;
  readonly #world: Surroundings;
  readonly #user: string;
  readonly #groups: readonly string[];
  readonly #record: ClientRecord;
  readonly #shown = new Map<string, Shown>();
  #connection: Connection | undefined;
  #line: ConnectionRecord | undefined;
  #connections = 0;

  constructor(world: Surroundings, user: string, groups: readonly string[]) {
    this.#world = world;
    this.#user = user;
    this.#groups = groups;
    this.#record = world.recorder.client(user);
    this.id = this.#record.id;
  }

  get rooms(): string[] {
    return [...this.#shown.keys()];
  }

  /** @param isSlow the function has run, and the upgrade is not through until `open()` */
  async connect({ livesSeconds = LIVES_SECONDS, isSlow = false } = {}): Promise<void> {
    this.#connections += 1;
    const { wall, timeline } = this.#world;
    const expiresAt = Math.floor(wall / 1_000) + livesSeconds;
    const connection: Connection = {
      connectionId: `${this.id}-${this.#connections}`,
      userId: this.#user,
      name: this.#user,
      groups: [...this.#groups],
      connectedAt: wall,
      expiresAt,
    };
    this.#connection = connection;
    this.#line = this.#record.connecting();
    const { statusCode } = (await this.#world.request(connection, '$connect')) ?? {};
    if (statusCode !== 200) return this.#line.refused(Number(statusCode));
    this.#world.clients.set(connection.connectionId, this);
    if (!isSlow) this.open(expiresAt * 1_000 - wall + timeline.now);
  }

  open(expiresAt?: number): void {
    this.isOpen = true;
    this.#line?.opened(expiresAt);
  }

  /** The socket is gone, and its $disconnect is lost. */
  drop(): void {
    this.isOpen = false;
    this.#line?.closed();
  }

  /** False if it was gone. */
  closedByServer(): boolean {
    const was = this.isOpen;
    if (was) this.drop();
    return was;
  }

  /** Undefined if the connection ended before the reply came. */
  async ask(fields: Frame): Promise<Frame | undefined> {
    const frame: Frame = { id: '1', ...fields };
    const line = this.#line;
    const connection = this.#connection;
    if (!this.isOpen || !line || !connection) return undefined;
    const replied = line.called(frame);
    const reply = await this.#world.request(connection, String(frame.action), frame);
    if (!reply || !this.isOpen || line !== this.#line) return undefined;
    replied(reply);
    return reply;
  }

  async join(room: string): Promise<void> {
    const known = this.#shown.get(room) ?? { next: 0, early: new Map() };
    this.#shown.set(room, known);
    const reply = replies.joinRoom.safeParse(await this.ask({ action: 'joinRoom', room, last: 0 })).data;
    if (!reply) {
      if (known.next === 0) this.#shown.delete(room);
      return;
    }
    this.#record.began(room, reply.epoch, reply.head);
    known.next = reply.head + 1;
    this.#apply(room);
  }

  async send(room: string, messageId: string, text: string, attempt = 1): Promise<void> {
    const frame = { action: 'sendMessage', room, messageId, text, attempt };
    const reply = replies.sendMessage.safeParse(await this.ask(frame)).data;
    if (!reply) return;
    const { seq, ordinal, epoch, sentAt } = reply;
    this.#show(room, { room, epoch, seq, ordinal, messageId, from: this.#me, text, sentAt });
  }

  async edit(room: string, target: number, text: string): Promise<void> {
    const reply = replies.editMessage.safeParse(
      await this.ask({ action: 'editMessage', room, seq: target, text }),
    ).data;
    if (!reply) return;
    const { seq, ordinal, epoch, editedAt } = reply;
    this.#show(room, { type: 'edited', room, epoch, seq, ordinal, target, by: this.#me, text, editedAt });
  }

  async delete(room: string, target: number): Promise<void> {
    const reply = replies.deleteMessage.safeParse(
      await this.ask({ action: 'deleteMessage', room, seq: target }),
    ).data;
    if (!reply) return;
    const { seq, ordinal, epoch, deletedAt } = reply;
    this.#show(room, { type: 'deleted', room, epoch, seq, ordinal, target, by: this.#me, deletedAt });
  }

  receive(frame: Frame): 'posted' | 'gone' {
    if (!this.isOpen) return 'gone';
    this.#line?.pushed(frame);
    const packed = pushes.messages.safeParse(frame).data;
    const message = pushes.message.safeParse(frame).data;
    const change = pushes.edited.safeParse(frame).data ?? pushes.deleted.safeParse(frame).data;
    if (message) {
      const { type: _message, ...entry } = message;
      this.#show(entry.room, entry);
    }
    for (const entry of packed?.messages ?? (change ? [change] : [])) this.#show(entry.room, entry);
    return 'posted';
  }

  async unread(): Promise<Quiet['unread']> {
    const told = replies.listRooms.safeParse(await this.ask({ action: 'listRooms' })).data?.rooms ?? [];
    return told.map(({ room, readSeq, unread }) => ({ user: this.#user, room, readSeq, unread }));
  }

  async presence(room: string): Promise<Quiet['presence'][number]> {
    const told = replies.presence.safeParse(await this.ask({ action: 'presence', room })).data?.users ?? [];
    return { room, users: told.map(({ userId, connections }) => ({ userId, connections })) };
  }

  get #me() {
    return { userId: this.#user, name: this.#user };
  }

  #show(room: string, entry: ReadEntry): void {
    const shown = this.#shown.get(room);
    if (!shown || (shown.next > 0 && entry.seq < shown.next)) return;
    shown.early.set(entry.seq, entry);
    this.#apply(room);
  }

  #apply(room: string): void {
    const shown = this.#shown.get(room);
    if (!shown || shown.next === 0) return;
    for (let entry = shown.early.get(shown.next); entry; entry = shown.early.get(shown.next)) {
      shown.early.delete(shown.next);
      shown.next += 1;
      this.#record.applied(room, entry);
    }
  }
}
