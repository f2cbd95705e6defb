/** One client's view of its rooms: applies what comes, asks for what is missing, and counts how each message came. */

import { isMessage, type Message, type ReadEntry } from '../../shared/protocol/index.ts';
import { entryName } from '../checker/logs.ts';
import { Membership, type Source } from '../checker/membership.ts';
import type { PushOrder } from '../checker/push-order.ts';
import type { Member } from '../checker/verdict.ts';
import { now } from './clock.ts';
import type { ReplyTo } from './inbound.ts';
import type { Link } from './link.ts';
import { intendedAt } from './outbox.ts';
import type { World } from './world.ts';

export type Joined = Extract<ReplyTo<'joinRooms'>['rooms'][number], { ok: true }>;
type Log = Omit<Joined, 'ok' | 'connections'>;

/** What lies before a push may still be on its way: two senders' posts race each other. */
const GAP_MS = 1_000;
const PAGE = 100;

export class Reader {
  readonly #world: World;
  /** Whether a message is one's own: those are told by a reply, and no push of them is due. */
  readonly #isOwn: (messageId: string) => boolean;
  readonly #memberships = new Map<string, Membership>();
  readonly #past: Membership[] = [];
  readonly #gaps = new Map<string, NodeJS.Timeout>();
  /** A client made to read slowly says nothing about the server's latency. */
  readonly measures: boolean;

  constructor(world: World, isOwn: (messageId: string) => boolean, measures: boolean) {
    this.#world = world;
    this.#isOwn = isOwn;
    this.measures = measures;
  }

  /** What a join or a sync says of how far this client is. */
  cursor(room: string): { room: string; after: number; epoch: string } | undefined {
    const membership = this.#memberships.get(room);
    return membership && { room, after: membership.applied, epoch: membership.epoch };
  }

  /** Whether anything is owed to this client. */
  get isMember(): boolean {
    return this.#memberships.size > 0;
  }

  /**
   * The answer to a join: the first begins a membership, each further one resumes it.
   * @param resumed the join said how far this client was; otherwise the answer begins at its head, and what lies
   *   before is asked for
   */
  async joined(log: Joined, link: Link, resumed: boolean): Promise<void> {
    const { room, epoch, head } = log;
    if (this.#memberships.get(room)?.epoch !== epoch) this.#begin(log);
    else if (resumed) await this.caughtUp(log, link, 'resume');
    else await this.#pages(link, room, head, 'resume');
  }

  /** A page after the cursor, and the pages that follow it. */
  async caughtUp(log: Log, link: Link, source: Source): Promise<void> {
    const { room, head } = log;
    this.#fetch(room, log.messages, source);
    if (log.recovered && log.more && !(await this.#pages(link, room, head, source))) return;
    this.#memberships.get(room)?.give(head);
  }

  /** What came before the leave and hides a gap is owed up to there. */
  async left(room: string, link: Link): Promise<void> {
    const membership = this.#memberships.get(room);
    if (!membership) return;
    const first = membership.firstWaiting;
    if (first !== undefined) await this.#pages(link, room, first - 1, 'gap');
    membership.left = true;
    this.#retire(membership);
  }

  /** Changes have their place in the log as messages have, so that a lost one shows; latency and deliveries are of messages. */
  pushed(order: PushOrder, entry: ReadEntry, link: Link): void {
    const { room, epoch, seq } = entry;
    const membership = this.#memberships.get(room);
    if (membership?.epoch !== epoch) return;
    const { counts } = this.#world.tally;
    const arrival = order.arrived(seq);
    if (arrival === 'stale') return;
    if (arrival === 'duplicate') counts.duplicated += 1;
    if (arrival === 'outOfOrder') counts.outOfOrder += 1;
    this.#world.logs.saw(room, epoch, seq, entryName(entry));
    if (membership.take(seq, 'push')) {
      if (isMessage(entry)) {
        counts.pushed += 1;
        this.#measure(entry);
      }
    } else if (isMessage(entry)) {
      const why = membership.fetched(seq);
      if (why === 'gap' || why === 'final') counts.late += 1;
    }
    if (membership.hasGap) this.#watchGap(room, link);
  }

  /** One's own message, as its reply tells of it. */
  told(room: string, epoch: string, seq: number, messageId: string): void {
    const membership = this.#memberships.get(room);
    this.#world.logs.saw(room, epoch, seq, messageId);
    if (membership?.epoch === epoch) membership.take(seq, 'own');
  }

  /** Everything that was ever joined, for the verdict. */
  members(client: string): Member[] {
    for (const timer of this.#gaps.values()) clearTimeout(timer);
    return [...this.#past, ...this.#memberships.values()].map(one => ({ client, ...one.state() }));
  }

  #begin({ room, epoch, head }: Joined): void {
    const former = this.#memberships.get(room);
    // Another epoch is another log: what was owed of the former is still owed.
    if (former) this.#retire(former);
    this.#memberships.set(room, new Membership(room, epoch, head));
  }

  #retire(membership: Membership): void {
    this.#past.push(membership);
    this.#memberships.delete(membership.room);
  }

  #fetch(room: string, entries: readonly ReadEntry[], source: Source): void {
    const membership = this.#memberships.get(room);
    const { tally, logs } = this.#world;
    for (const entry of entries) {
      const { epoch, seq } = entry;
      if (membership?.epoch !== epoch) continue;
      logs.saw(room, epoch, seq, entryName(entry));
      const own = isMessage(entry) && this.#isOwn(entry.messageId);
      if (!membership.take(seq, own ? 'own' : source) || own || !isMessage(entry)) continue;
      if (source === 'resume' || source === 'gap' || source === 'final') tally.counts[source] += 1;
      if (source === 'gap') this.#measure(entry);
    }
  }

  /** Reads the log on from the cursor; false where the log did not answer. */
  async #pages(link: Link, room: string, upTo: number, source: Source): Promise<boolean> {
    for (;;) {
      const after = this.#memberships.get(room)?.applied;
      if (after === undefined || after >= upTo) return true;
      const reply = await link.request({
        action: 'history',
        room,
        after,
        limit: Math.min(PAGE, upTo - after),
      });
      if (reply?.type !== 'ok' || reply.action !== 'history') return false;
      this.#fetch(room, reply.messages, source);
      const last = reply.messages.at(-1);
      // An empty page proves as much as a full one: there is nothing up to the head.
      this.#memberships.get(room)?.give(reply.more && last ? last.seq : Math.min(reply.head, upTo));
      if (!reply.more) return true;
    }
  }

  #watchGap(room: string, link: Link): void {
    if (this.#gaps.has(room)) return;
    const look = async () => {
      const first = this.#memberships.get(room)?.firstWaiting;
      if (first !== undefined) await this.#pages(link, room, first - 1, 'gap');
      this.#gaps.delete(room);
      if (this.#memberships.get(room)?.hasGap) this.#watchGap(room, link);
    };
    this.#gaps.set(
      room,
      setTimeout(() => void look(), GAP_MS),
    );
  }

  #measure({ text }: Message): void {
    const intended = this.measures ? intendedAt(text) : undefined;
    if (intended !== undefined) this.#world.tally.latency.record(now() - intended);
  }
}
