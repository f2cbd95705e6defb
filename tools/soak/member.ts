/** One client of the SDK among the many, and the record of what it was shown: the load tool's checker judges it. */
import type { WebSocket } from 'ws';
import {
  type Change,
  type Message,
  MessagingClient,
  MessagingError,
  type SocketConstructor,
  type Timings,
} from '../../client/messaging-client.ts';
import { entryName, type Logs } from '../../load/checker/logs.ts';
import { Membership } from '../../load/checker/membership.ts';
import type { Ack, Member as Judged } from '../../load/checker/verdict.ts';

export interface World {
  readonly url: string;
  readonly WebSocket: SocketConstructor & typeof WebSocket;
  readonly timings: Partial<Timings>;
  readonly logs: Logs;
  readonly acks: Ack[];
  readonly tally: Tally;
}

export interface Tally {
  sent: number;
  changed: number;
  shown: number;
  /** How often the SDK gave something up, by the code with which it told the app: so not lost in silence. */
  readonly refused: Record<string, number>;
  /** The same entry shown twice, or a later one first. */
  disorder: number;
}

export interface Seat {
  readonly name: string;
  readonly token: string;
  readonly rooms: readonly string[];
}

export class Member {
  readonly seat: Seat;
  readonly #world: World;
  readonly #memberships = new Map<string, Membership>();
  readonly #past: Membership[] = [];
  /** Our newest message of each room, to be changed. */
  readonly #newest = new Map<string, number>();
  /** Rooms stepped out of: what is still under way there is owed to nobody. */
  readonly #out = new Set<string>();
  /** Rooms in which a change of ours is under way: an edit that met our own delete would be refused, and rightly. */
  readonly #changing = new Set<string>();
  #client: MessagingClient | undefined;

  constructor(seat: Seat, world: World) {
    this.seat = seat;
    this.#world = world;
  }

  get isIn(): boolean {
    return this.#client !== undefined;
  }

  /** Whether everything we handed over was acknowledged or refused. */
  get isQuiet(): boolean {
    return this.#client === undefined || this.#client.pending.length === 0;
  }

  async enter(): Promise<void> {
    const { url, WebSocket, timings } = this.#world;
    const client = new MessagingClient({ url, getToken: () => this.seat.token, WebSocket, timings });
    this.#client = client;
    for (const name of ['message', 'edited', 'deleted'] as const)
      client.on(name, entry => client === this.#client && this.#shown(entry));
    client.connect();
    await Promise.all(this.seat.rooms.map(room => this.#join(client, room)));
  }

  leave(): void {
    const client = this.#client;
    this.#client = undefined;
    client?.close();
    for (const room of [...this.#memberships.keys()]) this.#retire(room);
    this.#newest.clear();
    this.#out.clear();
  }

  /** Out of a room, and back in after a while. */
  async stepOut(room: string, back: () => Promise<unknown>): Promise<void> {
    const client = this.#client;
    if (!client || !this.#memberships.has(room)) return;
    client.room(room).leave();
    this.#out.add(room);
    this.#retire(room);
    await back();
    if (client !== this.#client) return;
    this.#out.delete(room);
    await this.#join(client, room);
  }

  async say(room: string, text: string): Promise<void> {
    if (this.#out.has(room)) return;
    this.#world.tally.sent += 1;
    await this.#act(room, async client => {
      const { epoch, seq, messageId } = await client.room(room).send(text);
      this.#world.acks.push({ room, epoch, seq, messageId });
      this.#newest.set(room, seq);
    });
  }

  async change(room: string, text: string | undefined): Promise<void> {
    const target = this.#newest.get(room);
    if (target === undefined || this.#out.has(room) || this.#changing.has(room)) return;
    this.#world.tally.changed += 1;
    this.#changing.add(room);
    await this.#act(room, async client => {
      const changing = client.room(room);
      const { epoch, seq } = await (text === undefined
        ? changing.delete(target)
        : changing.edit(target, text));
      this.#world.acks.push({ room, epoch, seq, messageId: entryName({ seq, target }) });
      if (text === undefined) this.#newest.delete(room);
    });
    this.#changing.delete(room);
  }

  /** How far each room was shown without a gap. */
  get shown(): readonly { readonly room: string; readonly applied: number }[] {
    return [...this.#memberships.values()];
  }

  judged(): Judged[] {
    return [...this.#past, ...this.#memberships.values()].map(one => ({
      client: this.seat.name,
      ...one.state(),
    }));
  }

  async #join(client: MessagingClient, room: string): Promise<void> {
    try {
      const { epoch, head } = await client.room(room).join({ last: 0 });
      if (client === this.#client && !this.#memberships.has(room))
        this.#memberships.set(room, new Membership(room, epoch, head));
    } catch (error) {
      if (client === this.#client) this.#refused(error);
    }
  }

  async #act(room: string, run: (client: MessagingClient) => Promise<void>): Promise<void> {
    const client = this.#client;
    if (!client) return;
    try {
      await run(client);
    } catch (error) {
      // What its client or its room has left behind is nobody's disappointment.
      if (client === this.#client && !this.#out.has(room)) this.#refused(error);
    }
  }

  #refused(error: unknown): void {
    const { refused } = this.#world.tally;
    const code = error instanceof MessagingError ? error.code : String(error);
    refused[code] = (refused[code] ?? 0) + 1;
  }

  #shown(entry: Message | Change): void {
    const { room, epoch, seq } = entry;
    if (this.#out.has(room)) return;
    const { tally, logs } = this.#world;
    tally.shown += 1;
    logs.saw(room, epoch, seq, entryName(entry));
    // Nobody joins a direct room: what is owed there begins with what comes first.
    const membership = this.#memberships.get(room) ?? new Membership(room, epoch, seq - 1);
    this.#memberships.set(room, membership);
    if (!membership.take(seq, 'push') || membership.hasGap) tally.disorder += 1;
  }

  #retire(room: string): void {
    const membership = this.#memberships.get(room);
    if (!membership) return;
    membership.left = true;
    this.#past.push(membership);
    this.#memberships.delete(room);
  }
}
