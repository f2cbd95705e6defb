/**
 * Old messages of another system at the beginning of a room's log, with their own times and senders. Nobody is told of them,
 * and nobody has them to read yet: their ordinal is 0, as if there had been none, by which they are known too.
 */
import { isDeepStrictEqual } from 'node:util';
import type { ImportRequest } from '../../protocol/imports.ts';
import { isImported, type Message, ProtocolError } from '../../protocol/index.ts';
import type { Settings } from '../../settings.ts';
import { type AuditDeps, noteOf } from '../admin/audit.ts';
import { noSuchRoom, withEpoch } from '../log/access.ts';
import type { Invocation, Log, Logger, MessageStore, RoomStore, Sender } from '../ports.ts';
import { noteActivity } from '../rooms/activity.ts';
import { enlist } from './post-message.ts';

export interface ImportDeps extends AuditDeps {
  readonly messages: MessageStore;
  readonly rooms: RoomStore;
  readonly settings: Settings;
  readonly logger: Logger;
  /** How long messages are kept; 0: for ever. */
  readonly retentionDays: number;
}

const DAY_MS = 86_400_000;

const notNew = (seq: number) =>
  new ProtocolError('CONFLICT', `This room has another entry ${seq}: only a new room takes old messages.`);

/**
 * Writes a batch behind `after`, message by message under the condition that each seq is free, or holds that very message:
 * cut off, or sent again, it goes on where it was.
 * @throws ProtocolError `CONFLICT` if the log does not reach to `after`, or somebody spoke in the room
 */
export async function importMessages(
  deps: ImportDeps,
  sender: Sender,
  { room, after, batch }: ImportRequest,
  { deadline }: Invocation,
): Promise<{ room: string; seq: number }> {
  const { messages, clock, audit } = deps;
  const log = await messages.log(room);
  const { kind, head, settled } = log;
  if (kind === 'deleted' || kind === 'open') throw noSuchRoom();
  if (after > head)
    throw new ProtocolError('CONFLICT', `The log of this room ends at ${head}: go on from there.`);
  requireTimes(deps, batch, lastImported(log, after));
  if (after === 0) await audit.add(noteOf(sender, { action: 'importMessages', room }, clock.now()));
  if (kind === 'dm' && !settled) await enlist(deps, room);
  const { epoch } = await withEpoch(messages, room, log);
  for (const [index, { from, sentAt, messageId, ...content }] of batch.entries()) {
    const seq = after + 1 + index;
    if (clock.monotonic() >= deadline)
      throw new ProtocolError('UNAVAILABLE', `It took too long; entries up to ${seq - 1} are stored.`);
    await put(messages, {
      ...{ room, epoch, seq, ordinal: 0, messageId: messageId ?? `imported-${seq}` },
      ...{ from: { ...from, server: true as const }, ...content, sentAt },
    });
  }
  const { sentAt } = batch.at(-1) ?? { sentAt: 0 };
  // Sent again, or behind what was said since, it takes the room back nowhere.
  if (sentAt > (log.activeAt ?? 0)) await noteActivity(deps, room, log, sentAt);
  return { room, seq: after + batch.length };
}

/** When the message before was sent; undefined if it is not looked at, since what comes behind it is there already. */
function lastImported({ head, tail }: Log, after: number): number | undefined {
  if (after < head || head === 0) return undefined;
  const last = tail.at(-1);
  if (!last || !isImported(last)) throw notNew(head);
  return last.sentAt;
}

/**
 * A log is in the order of its times. It has to outlast the time for which the epoch of an empty one waits: a log that is
 * gone within it would begin again under the same epoch.
 */
function requireTimes({ clock, retentionDays }: ImportDeps, batch: ImportRequest['batch'], last = 0): void {
  const now = clock.now();
  const oldest = retentionDays > 0 ? now - (retentionDays - 1) * DAY_MS : 0;
  const wrong = batch.flatMap(({ sentAt }, index) => {
    const path = `batch.${index}.sentAt`;
    if (sentAt >= now) return { path, message: 'is not in the past' };
    if (sentAt < (batch[index - 1]?.sentAt ?? last))
      return { path, message: 'is before that of the message before' };
    const days = `within a day it would be gone: messages are kept for ${retentionDays} days`;
    return sentAt < oldest ? { path, message: days } : [];
  });
  if (wrong.length > 0)
    throw new ProtocolError('BAD_REQUEST', 'The times are not those of old messages in their order.', {
      issues: wrong.slice(0, 10),
    });
}

async function put(messages: MessageStore, entry: Message): Promise<void> {
  if (await messages.append(entry)) return;
  const { room, seq } = entry;
  const [found] = await messages.from(room, seq, 1);
  if (!found || !isImported(found) || found.seq !== seq || !isSame(found, entry)) throw notNew(seq);
}

/** An edit or a deletion leaves a message what it was of itself. */
const isSame = (found: Message, entry: Message): boolean =>
  found.editedAt === undefined && found.deletedAt === undefined
    ? isDeepStrictEqual(found, entry)
    : found.messageId === entry.messageId && found.sentAt === entry.sentAt;
