/**
 * A client of a plain echo server: what it sends is a push of this protocol, so that what comes back takes the same way
 * through parser, checker and histogram as any delivery. So it shows what the generator itself can take.
 */
import WebSocket from 'ws';
import { Membership } from '../checker/membership.ts';
import { PushOrder } from '../checker/push-order.ts';
import type { Member } from '../checker/verdict.ts';
import { now } from './clock.ts';
import { intendedAt, textOf } from './outbox.ts';
import type { Seat, World } from './world.ts';

const EPOCH = 'echo';
const FROM = { userId: 'echo', name: 'echo' };

export class EchoClient {
  readonly #world: World;
  readonly #seat: Seat;
  readonly #membership: Membership;
  readonly #order = new PushOrder(0);
  #ws: WebSocket | undefined;
  #sent = 0;

  constructor(world: World, seat: Seat) {
    this.#world = world;
    this.#seat = seat;
    this.#membership = new Membership(seat.name, EPOCH, 0);
  }

  get connected(): boolean {
    return this.#ws?.readyState === WebSocket.OPEN;
  }

  get idle(): boolean {
    return !this.connected || this.#membership.applied === this.#sent;
  }

  get settled(): boolean {
    return this.idle;
  }

  async connect(): Promise<void> {
    const { pace, tally, url } = this.#world;
    await pace.turn();
    const { localAddress } = this.#seat;
    const ws = new WebSocket(url, { perMessageDeflate: false, ...(localAddress && { localAddress }) });
    this.#ws = ws;
    ws.on('message', data => this.#received(String(data)));
    ws.on('close', code => {
      tally.counts.closed += 1;
      tally.counts.connected -= 1;
      tally.error(`CLOSED_${code}`);
    });
    const started = now();
    await new Promise<void>((resolve, reject) => {
      ws.on('open', resolve);
      ws.on('error', reject);
    });
    tally.connect.record(now() - started);
    tally.counts.opened += 1;
    tally.counts.connected += 1;
  }

  send(intended: number): void {
    const { tally, size, acks } = this.#world;
    if (!this.#ws || !this.connected) {
      tally.error('NOT_CONNECTED');
      return;
    }
    this.#sent += 1;
    const [room, seq, messageId] = [this.#seat.name, this.#sent, this.#world.nextMessageId()];
    const text = textOf(intended, size);
    tally.counts.sent += 1;
    tally.counts.acked += 1;
    tally.counts.framesOut += 1;
    acks.push({ room, epoch: EPOCH, seq, messageId });
    const sentAt = Math.round(intended);
    this.#ws.send(
      JSON.stringify({ type: 'message', room, epoch: EPOCH, seq, messageId, from: FROM, text, sentAt }),
    );
  }

  async sync(): Promise<void> {}

  stop(): void {
    this.#ws?.removeAllListeners('close');
    this.#ws?.terminate();
  }

  members(): Member[] {
    return [{ client: this.#seat.name, ...this.#membership.state() }];
  }

  #received(text: string): void {
    const { inbox, tally, logs } = this.#world;
    tally.counts.framesIn += 1;
    const inbound = inbox.read(text);
    if (inbound.type !== 'message') {
      tally.error('MALFORMED');
      return;
    }
    const arrival = this.#order.arrived(inbound.seq);
    if (arrival === 'duplicate') tally.counts.duplicated += 1;
    if (arrival === 'outOfOrder') tally.counts.outOfOrder += 1;
    logs.saw(inbound.room, EPOCH, inbound.seq, inbound.messageId);
    if (!this.#membership.take(inbound.seq, 'push')) return;
    tally.counts.pushed += 1;
    const intended = intendedAt(inbound.text);
    if (intended !== undefined) tally.latency.record(now() - intended);
  }
}
