/**
 * A member of rooms, as a program that uses the protocol well: it comes back and resumes where it stopped, asks for what
 * a gap hides, and sends again what was not acknowledged.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Member } from '../checker/verdict.ts';
import { now } from './clock.ts';
import type { ReplyTo } from './inbound.ts';
import { ConnectError } from './link.ts';
import { Reader } from './reader.ts';
import { Sender } from './sender.ts';
import { Session } from './session.ts';
import type { Seat, World } from './world.ts';

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;
const SYNC_ATTEMPTS = 3;

export class Client {
  readonly #world: World;
  readonly #seat: Seat;
  readonly #sender: Sender;
  readonly #reader: Reader;
  readonly #rooms: Set<string>;
  #session: Session | undefined;
  #stopped = false;

  constructor(world: World, seat: Seat, { slow }: { slow: boolean }) {
    this.#world = world;
    this.#seat = seat;
    this.#sender = new Sender(world);
    this.#reader = new Reader(world, this.#sender.isOwn, !slow);
    this.#rooms = new Set(seat.rooms);
  }

  /** On, and in all its rooms. */
  get connected(): boolean {
    return this.#session !== undefined;
  }

  get idle(): boolean {
    return this.#sender.waiting === 0;
  }

  /** No request waits for its reply, and the client is connected if it is owed messages. */
  get settled(): boolean {
    return this.idle && (this.connected || !this.#reader.isMember);
  }

  /** Connects and joins; tries again, full jitter, until it is in or was stopped. */
  async connect(): Promise<void> {
    for (let attempt = 0; !this.#stopped && !this.connected; attempt++) {
      const session = await this.#enter();
      if (session) return this.#take(session);
      const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt);
      await sleep(this.#world.chance.uniform() * longest);
    }
  }

  send(intended: number): void {
    const room = this.#world.chance.pick([...this.#rooms]) ?? this.#seat.rooms[0];
    if (room !== undefined) this.#sender.send(room, intended);
  }

  /** Gone without a goodbye, and back after `awayMs`. */
  async drop(awayMs: number): Promise<void> {
    this.#lose()?.link.drop();
    await sleep(awayMs);
    await this.connect();
  }

  /** A second connection takes over before the first is closed, as the SDK does before the two hours are up. */
  async rollOver(): Promise<void> {
    const former = this.#session;
    if (!former) return;
    const session = await this.#enter();
    if (!session) return;
    if (this.#session !== former) return session.link.drop();
    this.#use(session);
    await former.link.close();
  }

  /** Leaves a room, and joins it again after `awayMs`: what was said in between is not owed. */
  async stepOut(awayMs: number): Promise<void> {
    const room = this.#world.chance.pick([...this.#rooms]);
    const session = this.#session;
    if (room === undefined || !session || !(await session.leave(room))) return;
    await this.#reader.left(room, session.link);
    this.#rooms.delete(room);
    await sleep(awayMs);
    this.#rooms.add(room);
    await this.#session?.join([room]);
  }

  async stall(pauseMs: number): Promise<void> {
    const link = this.#session?.link;
    link?.pause();
    await sleep(pauseMs);
    link?.resume();
  }

  /** Asks the log for what no push brought. */
  async sync(): Promise<void> {
    const link = this.#session?.link;
    const rooms = [...this.#rooms].flatMap(room => this.#reader.cursor(room) ?? []);
    for (let from = 0; link && from < rooms.length; from += 50) {
      const reply = await this.#synced(link, rooms.slice(from, from + 50));
      for (const answer of reply?.rooms ?? [])
        if (answer.ok) await this.#reader.caughtUp(answer, link, 'final');
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#lose()?.link.drop();
  }

  members(): Member[] {
    return this.#reader.members(this.#seat.name);
  }

  /** A busy server is asked again: what it did not answer would count as lost. */
  async #synced(link: Session['link'], rooms: readonly object[]): Promise<ReplyTo<'sync'> | undefined> {
    for (let attempt = 1; attempt <= SYNC_ATTEMPTS; attempt++) {
      const reply = await link.request({ action: 'sync', rooms });
      if (reply?.type === 'ok' && reply.action === 'sync') return reply;
      await sleep(this.#world.chance.uniform() * FIRST_WAIT_MS);
    }
    return undefined;
  }

  #enter(): Promise<Session | undefined> {
    return this.#world.door.pass(() => this.#open());
  }

  async #open(): Promise<Session | undefined> {
    const { pace, tally } = this.#world;
    await pace.turn();
    const started = now();
    const session = new Session(this.#world, this.#seat, this.#reader, code => {
      tally.error(`CLOSED_${code}`);
      if (this.#session !== session) return;
      this.#lose();
      void this.connect();
    });
    try {
      await session.link.open();
    } catch (error) {
      tally.error(error instanceof ConnectError ? error.code : String(error));
      return undefined;
    }
    if (await session.join([...this.#rooms])) {
      tally.connect.record(now() - started);
      return session;
    }
    session.link.drop();
    return undefined;
  }

  #take(session: Session): void {
    if (this.#stopped) {
      session.link.drop();
      return;
    }
    this.#world.tally.counts.connected += 1;
    this.#use(session);
  }

  #use(session: Session): void {
    this.#session = session;
    this.#sender.use(session, this.#reader);
    // Stepped into again while the session was joining the others.
    const missing = [...this.#rooms].filter(room => !session.has(room));
    if (missing.length > 0) void session.join(missing);
  }

  #lose(): Session | undefined {
    const session = this.#session;
    if (!session) return undefined;
    this.#session = undefined;
    this.#world.tally.counts.connected -= 1;
    this.#sender.stop();
    return session;
  }
}
