/** Connections in rooms, which talk as fast as they are heard, or at a pace of their own. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Books, Ledger } from './ledger.ts';
import type { Enter, Member } from './member.ts';

const PORTS_OF_AN_ADDRESS = 20_000;
/** What is on its way when the talk ends comes within this time, or is lost. */
const DRAIN_MS = 30_000;

export interface Seats {
  readonly url: string;
  readonly tokens: readonly string[];
  /** Of each connection, the rooms that it joins. */
  readonly rooms: readonly (readonly string[])[];
  /** Connections that are being opened at once. */
  readonly atOnce: number;
}

interface Room {
  readonly name: string;
  readonly members: number[];
  next: number;
}

export interface Saturated extends Books {
  /** Deliveries a second of the measured time, which begins after the warm-up. */
  readonly perSecond: number;
}

export interface Paced extends Books {
  readonly p50: number;
  readonly p99: number;
}

export class Crowd {
  readonly #members: Member[] = [];
  readonly #rooms = new Map<string, Room>();
  #ledger = new Ledger(0, {});
  #failure: string | undefined;

  /** Returns how long it took until all were in, in milliseconds. */
  async open(enter: Enter, { url, tokens, rooms, atOnce }: Seats): Promise<number> {
    const before = this.#members.length;
    const seats = rooms.entries();
    const work = async () => {
      for (const [index, names] of seats) {
        const member = before + index;
        const target = {
          url,
          token: tokens[member % tokens.length],
          rooms: names,
          localAddress:
            member < PORTS_OF_AN_ADDRESS
              ? undefined
              : `127.0.0.${1 + Math.floor(member / PORTS_OF_AN_ADDRESS)}`,
        };
        this.#members[member] = await enter(target, {
          heard: text => this.#ledger.heard(member, text, performance.now()),
          failed: why => {
            this.#failure ??= why;
          },
        });
        for (const name of names) this.#roomOf(name).members.push(member);
      }
    };
    const began = performance.now();
    await Promise.all(Array.from({ length: Math.min(atOnce, rooms.length) }, work));
    this.#check();
    return performance.now() - began;
  }

  /** So many messages are always on their way: the next is sent when all in its room have heard one. */
  async saturate(inFlight: number, warmUpMs: number, ms: number): Promise<Saturated> {
    let talking = true;
    const rooms = this.#inTurn();
    const next = () => {
      if (talking) this.#say(rooms(), performance.now());
    };
    this.#ledger = new Ledger(this.#members.length, { onComplete: next });
    for (let n = 0; n < inFlight; n++) next();
    await sleep(warmUpMs);
    const [before, began] = [this.#ledger.delivered, performance.now()];
    await sleep(ms);
    const perSecond = ((this.#ledger.delivered - before) * 1_000) / (performance.now() - began);
    talking = false;
    return { perSecond, ...(await this.#drained()) };
  }

  /** Messages leave when they are due, however the ones before fare; each delivery counts from then. */
  async pace(perSecond: number, seconds: number): Promise<Paced> {
    const late: number[] = [];
    const rooms = this.#inTurn();
    this.#ledger = new Ledger(this.#members.length, { onDelivered: ms => late.push(ms) });
    const began = performance.now();
    for (let n = 0; n < perSecond * seconds; n++) {
      const due = began + (n * 1_000) / perSecond;
      await sleep(Math.max(0, due - performance.now()));
      this.#say(rooms(), due);
    }
    const books = await this.#drained();
    late.sort((a, b) => a - b);
    const percentile = (share: number) => late[Math.ceil(late.length * share) - 1] ?? Number.NaN;
    return { p50: percentile(0.5), p99: percentile(0.99), ...books };
  }

  #say(room: Room, due: number): void {
    const sender = room.members[room.next++ % room.members.length];
    const member = sender === undefined ? undefined : this.#members[sender];
    if (!member) throw new Error(`nobody is in ${room.name}`);
    member.send(
      room.name,
      this.#ledger.send(
        room.members.filter(each => each !== sender),
        due,
      ),
    );
  }

  async #drained(): Promise<Books> {
    const giveUpAt = performance.now() + DRAIN_MS;
    while (this.#ledger.waiting > 0 && performance.now() < giveUpAt && !this.#failure) await sleep(5);
    this.#check();
    return this.#ledger.books();
  }

  #inTurn(): () => Room {
    const rooms = [...this.#rooms.values()];
    let next = 0;
    return () => {
      const room = rooms[next++ % rooms.length];
      if (!room) throw new Error('there is no room to talk in');
      return room;
    };
  }

  #roomOf(name: string): Room {
    const room = this.#rooms.get(name) ?? { name, members: [], next: 0 };
    this.#rooms.set(name, room);
    return room;
  }

  #check(): void {
    if (this.#failure !== undefined) throw new Error(this.#failure);
  }
}
