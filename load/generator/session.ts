/** One connection that has joined rooms. Pushes count only from the answer to a join on; earlier ones wait for it. */

import type { ReadEntry } from '../../shared/protocol/index.ts';
import { PushOrder } from '../checker/push-order.ts';
import type { Push } from './inbound.ts';
import { Link } from './link.ts';
import type { Joined, Reader } from './reader.ts';
import type { Seat, World } from './world.ts';

const ROOMS_PER_JOIN = 50;

export class Session {
  readonly link: Link;
  readonly #reader: Reader;
  readonly #tally: World['tally'];
  /** By room; a list of what overtook the join's reply, then the order of all that follows. */
  readonly #rooms = new Map<string, PushOrder | ReadEntry[]>();

  constructor(world: World, { token, localAddress }: Seat, reader: Reader, ended: (code: number) => void) {
    this.#reader = reader;
    this.#tally = world.tally;
    this.link = new Link({ url: world.url, token, localAddress }, world, {
      pushed: push => this.#pushed(push),
      ended,
    });
  }

  /** False where a room could not be joined, or the connection ended. */
  async join(rooms: readonly string[]): Promise<boolean> {
    for (let from = 0; from < rooms.length; from += ROOMS_PER_JOIN)
      if (!(await this.#joinSome(rooms.slice(from, from + ROOMS_PER_JOIN)))) return false;
    return true;
  }

  /** Joined, or about to be. */
  has(room: string): boolean {
    return this.#rooms.has(room);
  }

  async leave(room: string): Promise<boolean> {
    const reply = await this.link.request({ action: 'leaveRoom', room });
    this.#rooms.delete(room);
    return reply?.type === 'ok';
  }

  /** One's own message has this seq: the reply is all that tells of it. */
  told(room: string, seq: number): void {
    const order = this.#rooms.get(room);
    if (order instanceof PushOrder) order.told(seq);
  }

  async #joinSome(rooms: readonly string[]): Promise<boolean> {
    for (const room of rooms) this.#rooms.set(room, []);
    const cursors = new Map(rooms.map(room => [room, this.#reader.cursor(room)]));
    const reply = await this.link.request({
      action: 'joinRooms',
      rooms: rooms.map(room => cursors.get(room) ?? { room, last: 0 }),
    });
    if (reply?.type !== 'ok' || reply.action !== 'joinRooms') return false;
    let all = true;
    for (const answer of reply.rooms) {
      if (answer.ok) await this.#joined(answer, cursors.get(answer.room) !== undefined);
      else {
        all = false;
        this.#tally.error(answer.error.code);
      }
    }
    return all;
  }

  async #joined(answer: Joined, resumed: boolean): Promise<void> {
    await this.#reader.joined(answer, this.link, resumed);
    const early = this.#rooms.get(answer.room);
    const order = new PushOrder(answer.head);
    this.#rooms.set(answer.room, order);
    if (Array.isArray(early)) for (const entry of early) this.#reader.pushed(order, entry, this.link);
  }

  #pushed(push: Push): void {
    if (push.type === 'message') {
      const { type: _type, ...message } = push;
      this.#entry(message);
    } else if (push.type === 'messages') for (const entry of push.messages) this.#entry(entry);
    else if (push.type === 'edited' || push.type === 'deleted') this.#entry(push);
  }

  #entry(entry: ReadEntry): void {
    const known = this.#rooms.get(entry.room);
    if (known instanceof PushOrder) this.#reader.pushed(known, entry, this.link);
    else known?.push(entry);
  }
}
