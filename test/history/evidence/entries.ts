/** What went into the logs, by whose calls, and who was shown it. */
import * as z from 'zod';
import { isChange, isMessage, pushes, type ReadEntry, replies } from '../../../shared/protocol/index.ts';
import type { Quiet } from '../format.ts';
import { type Call, type Connection, type Lives, type Told, told } from './calls.ts';

/** A message that a user asked to be stored, by one call or by several with the same messageId. */
export interface Send {
  readonly room: string;
  readonly user: string;
  readonly messageId: string;
  readonly calls: Call[];
  readonly acks: Told<z.infer<typeof replies.sendMessage>>[];
}

/** An edit or a deletion, by one call. */
export interface ChangeCall {
  readonly room: string;
  readonly target: number;
  readonly call: Call;
  readonly ack?: { readonly seq: number; readonly epoch: string; readonly at: number } | undefined;
}

/** An entry as a client was shown it, by a push or by the reply to `read`. */
export interface Sighting {
  readonly entry: ReadEntry;
  readonly connection: Connection;
  readonly at: number;
  readonly read?: Call;
}

export interface RoomLog {
  readonly room: string;
  readonly epoch: string;
  readonly from: number;
  readonly head: number;
  readonly entries: readonly ReadEntry[];
  readonly ended?: readonly string[] | undefined;
  readonly bySeq: ReadonlyMap<number, ReadEntry>;
}

const sent = z.object({ room: z.string(), messageId: z.string().optional() });
const changing = z.object({ room: z.string(), seq: z.number() });

export function readSends(calls: readonly Call[]): Send[] {
  const sends = new Map<string, Send>();
  const acked = new Map(told(calls, 'sendMessage', replies.sendMessage).map(one => [one.call, one]));
  for (const call of calls) {
    if (call.action !== 'sendMessage') continue;
    const ack = acked.get(call);
    const { room, messageId = ack?.reply.messageId } = sent.safeParse(call.frame).data ?? {};
    if (room === undefined || messageId === undefined) continue;
    const { user } = call.connection;
    const key = `${room} ${user} ${messageId}`;
    const send = sends.get(key) ?? { room, user, messageId, calls: [], acks: [] };
    sends.set(key, send);
    send.calls.push(call);
    if (ack) send.acks.push(ack);
  }
  return [...sends.values()];
}

export function readChanges(calls: readonly Call[], action: 'editMessage' | 'deleteMessage'): ChangeCall[] {
  const acks = new Map(
    [
      ...told(calls, 'editMessage', replies.editMessage),
      ...told(calls, 'deleteMessage', replies.deleteMessage),
    ].map(({ call, reply: { seq, epoch }, at }) => [call, { seq, epoch, at }]),
  );
  return calls.flatMap(call => {
    const asked = call.action === action ? changing.safeParse(call.frame).data : undefined;
    return asked ? [{ room: asked.room, target: asked.seq, call, ack: acks.get(call) }] : [];
  });
}

/** The rooms' pages that a reply holds: of one room, or of several. */
function pagesIn(lives: Lives): { call: Call; at: number; entries: readonly ReadEntry[] }[] {
  const { calls } = lives;
  const single = [
    ...told(calls, 'joinRoom', replies.joinRoom),
    ...told(calls, 'history', replies.history),
  ].map(({ call, at, reply }) => ({ call, at, entries: reply.messages }));
  const several = [
    ...told(calls, 'joinRooms', replies.joinRooms),
    ...told(calls, 'sync', replies.sync),
  ].flatMap(({ call, at, reply }) =>
    reply.rooms.flatMap(one => (one.ok ? [{ call, at, entries: one.messages }] : [])),
  );
  return [...single, ...several];
}

const anyEntryPush = z.union([pushes.messages, pushes.message, pushes.edited, pushes.deleted]);

export function readSightings(lives: Lives): Sighting[] {
  const read = pagesIn(lives).flatMap(({ call, at, entries }) =>
    entries.map(entry => ({ entry, connection: call.connection, at, read: call })),
  );
  const pushed = lives.pushes.flatMap(({ connection, frame, at }) => {
    const push = anyEntryPush.safeParse(frame).data;
    if (!push) return [];
    if (push.type === 'messages') return push.messages.map(entry => ({ entry, connection, at }));
    if (push.type !== 'message') return [{ entry: push, connection, at }];
    const { type: _message, ...entry } = push;
    return [{ entry, connection, at }];
  });
  return [...read, ...pushed].sort((a, b) => a.at - b.at);
}

export const readLogs = ({ logs }: Quiet): Map<string, RoomLog> =>
  new Map(
    logs.map(log => [
      log.room,
      {
        ...log,
        head: log.entries.at(-1)?.seq ?? log.from - 1,
        bySeq: new Map(log.entries.map(entry => [entry.seq, entry])),
      },
    ]),
  );

/** An edit may read as a deletion later, and a message in another form: what they are entries of stays. */
export function isSame(a: ReadEntry, b: ReadEntry): boolean {
  if (a.epoch !== b.epoch) return false;
  if (isMessage(a) && isMessage(b)) return a.messageId === b.messageId && a.from.userId === b.from.userId;
  if (isChange(a) && isChange(b)) return a.target === b.target && a.by.userId === b.by.userId;
  return !isMessage(a) && !isMessage(b) && !isChange(a) && !isChange(b);
}
