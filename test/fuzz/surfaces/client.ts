/**
 * The SDK, and a server that says anything: it never throws out of its event loop, shows nothing that is no valid entry of
 * the room and nothing out of order, sends no flood of requests, and finds back to a server that is well again.
 */
import * as z from 'zod';
import type { MessagingClient } from '../../../client/messaging-client.ts';
import { deleted, edited, message } from '../../../shared/protocol/index.ts';
import { message as aMessage, obliging, type Script, scripted } from '../../client/support/scripted.ts';
import { pushed, replied } from '../corpus/script.ts';
import { below, mutated, oneOf } from '../mutate.ts';
import { answered, type Json, type SurfaceKind } from '../surface.ts';

const ROOM = 'general';

const json = z.custom<Json>(value => value !== undefined);
const step = z.union([
  /** A frame of the server. */
  z.object({ push: json }),
  z.object({ raw: z.string() }),
  /** From now on the server replies so to an action; without `with` it is silent. */
  z.object({ reply: z.string(), with: json.optional() }),
  z.object({ close: z.number() }),
  z.object({ pass: z.number() }),
  /** What the app does meanwhile. */
  z.object({ app: z.enum(['send', 'edit', 'history', 'markRead', 'leave', 'join', 'presence', 'direct']) }),
]);
type Step = z.infer<typeof step>;

/** As it would come over the wire. */
const wired = (value: object): Json => JSON.parse(JSON.stringify(value));
const pushes = pushed.map((push): Step => ({ push: wired(push) }));
const replies = Object.entries(replied).map(([reply, body]): Step => ({ reply, with: wired(body) }));
const apps = step.options[5].shape.app.options.map((app): Step => ({ app }));
const passing = [10, 300, 5_000, 31_000, 400_000].map((ms): Step => ({ pass: ms }));
const closing = [1000, 1001, 1006, 1008, 1009, 4000].map((code): Step => ({ close: code }));
const ALL = [...pushes, ...pushes, ...replies, ...apps, ...passing, ...closing];
const LONGEST = 12;
const LONGEST_PASS_MS = 3_600_000;

const stepsOf = (input: Json): Step[] => z.array(step).max(100).parse(input);

function act(client: MessagingClient, app: Extract<Step, { app: string }>['app']): void {
  const room = client.room(ROOM);
  const ignored = (promise: Promise<unknown>) => void promise.catch(() => {});
  if (app === 'leave') room.leave();
  else if (app === 'join') ignored(room.join());
  else if (app === 'send') ignored(room.send('sent'));
  else if (app === 'edit') ignored(room.edit(1, 'edited'));
  else if (app === 'history') ignored(room.history());
  else if (app === 'markRead') ignored(room.markRead(1));
  else if (app === 'presence') ignored(room.presence());
  else ignored(client.room('dm:alice:bob').send('sent'));
}

/** Of each room, the place of what was shown last. */
class Shown {
  readonly #last = new Map<string, { epoch: string; seq: number }>();
  readonly wrong: string[] = [];

  constructor(client: MessagingClient) {
    client.on('message', entry => this.#see(entry, message.safeParse(entry).success));
    client.on('edited', entry => this.#see(entry, edited.safeParse(entry).success));
    client.on('deleted', entry => this.#see(entry, deleted.safeParse(entry).success));
    client.on('recovered', ({ room, recovered }) => recovered || this.forget(room));
    client.on('left', ({ room }) => this.forget(room));
  }

  /** The next entry may be any: we said so, or were told so. */
  forget(room: string): void {
    this.#last.delete(room);
  }

  #see({ room, epoch, seq }: { room: string; epoch: string; seq: number }, isValid: boolean): void {
    const last = this.#last.get(room);
    if (!isValid) this.wrong.push(`an entry was shown that is none, at ${seq}`);
    if (room !== ROOM && !room.startsWith('dm:')) this.wrong.push(`an entry of ${room} was shown`);
    if (last && last.epoch !== epoch) this.wrong.push(`another log was shown without a word, at ${seq}`);
    else if (last && seq <= last.seq) this.wrong.push(`${seq} was shown after ${last.seq}`);
    this.#last.set(room, { epoch, seq });
  }
}

/** A server with a new, empty log of every room. */
const well: Script = frame => {
  const room = (one: { room: string }) => ({
    ok: true,
    room: one.room,
    epoch: 'well',
    head: 0,
    messages: [],
    more: false,
    recovered: false,
    connections: 1,
  });
  if (frame.action === 'joinRooms' || frame.action === 'sync') return { rooms: frame.rooms.map(room) };
  if (frame.action === 'history') return room(frame);
  return obliging(frame);
};

const FRAMES_PER_STEP = 60;
const FRAMES_PER_SECOND = 5;

async function play(steps: readonly Step[]): Promise<void> {
  const answers = new Map<string, Json | undefined>();
  let isWell = false;
  const { client, clock, sockets, socket } = scripted(frame => {
    if (isWell) return well(frame);
    if (!answers.has(frame.action)) return obliging(frame);
    const answer = answers.get(frame.action);
    return typeof answer === 'object' && answer !== null ? { ...answer } : undefined;
  });
  const shown = new Shown(client);
  const room = client.room(ROOM);
  room.join({ last: 0 }).catch(() => {});
  await clock.pass(1);
  let passed = 0;
  for (const one of steps) {
    if ('push' in one) socket()?.push(one.push as object);
    else if ('raw' in one) socket()?.onmessage?.({ data: one.raw } as never);
    else if ('reply' in one) answers.set(one.reply, one.with);
    else if ('close' in one) socket()?.onclose?.({ code: one.close } as never);
    else if ('app' in one) {
      if (one.app === 'leave') shown.forget(ROOM);
      act(client, one.app);
    }
    const ms = 'pass' in one ? Math.min(Math.max(0, one.pass), LONGEST_PASS_MS) : 1;
    passed += ms;
    await clock.pass(ms);
  }
  const most = FRAMES_PER_STEP * (steps.length + 1) + (FRAMES_PER_SECOND * passed) / 1_000;
  if (sockets.sent.length > most)
    throw new Error(`${sockets.sent.length} frames were sent, ${sockets.made.length} sockets made`);

  isWell = true;
  socket()?.onclose?.({ code: 1006 } as never);
  await clock.pass(60_000);
  shown.forget(ROOM);
  client.connect();
  let isShown = false;
  client.on('message', ({ epoch, seq }) => {
    isShown ||= epoch === 'well' && seq === 1;
  });
  const joined = room.join();
  joined.catch(() => {});
  await clock.pass(120_000);
  socket()?.push({ type: 'message', ...aMessage(ROOM, 1, { epoch: 'well' }) });
  await clock.pass(1_000);
  if (client.state.name !== 'online') throw new Error(`the client stays ${client.state.name}`);
  if (!isShown) throw new Error('the client is deaf to its room');
  if (shown.wrong[0] !== undefined) throw new Error(shown.wrong[0]);
  client.close();
}

export const client: SurfaceKind = {
  corpus: [
    pushes,
    [...pushes.slice(1, 4), ...passing.slice(0, 2)],
    ...replies.map(reply => [reply, { close: 1006 }, { pass: 5_000 }, { app: 'history' }, { pass: 400_000 }]),
    [{ app: 'send' }, { app: 'edit' }, { pass: 300 }, { app: 'leave' }, { app: 'join' }, { pass: 300 }],
  ].map(wired),
  isGuided: true,

  async start() {
    const escaped: unknown[] = [];
    const onEscaped = (error: unknown) => escaped.push(error);
    process.on('uncaughtException', onEscaped);
    process.on('unhandledRejection', onEscaped);
    return {
      concurrency: 1,

      draw(random, pool) {
        const base = stepsOf(oneOf(random, pool)).slice(0, LONGEST);
        const at = below(random, base.length + 1);
        const fresh = Array.from({ length: 1 + below(random, 4) }, () => oneOf(random, ALL));
        const steps =
          random() < 0.5 ? base : [...base.slice(0, at), ...fresh, ...base.slice(at)].slice(0, LONGEST);
        return steps.map((one): Json => {
          if ('push' in one && random() < 0.1)
            return { raw: JSON.stringify(one.push).slice(below(random, 80)) };
          if ('push' in one) return { push: mutated(random, one.push, pool) };
          if ('reply' in one && one.with !== undefined)
            return { reply: one.reply, with: mutated(random, one.with, pool) };
          return wired(one);
        });
      },

      async run(input) {
        escaped.length = 0;
        await answered('the client', play(stepsOf(input)));
        if (escaped.length > 0) throw escaped[0];
      },

      async stop() {
        process.off('uncaughtException', onEscaped);
        process.off('unhandledRejection', onEscaped);
        return [];
      },
    };
  },
};
