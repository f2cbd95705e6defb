/** Messages that users report wait in a queue: that of their room's moderators, or of the administrators where nobody moderates. */
import {
  type Message,
  MODERATION,
  ProtocolError,
  type RequestOf,
  type ResultOf,
  type User,
} from '../../protocol/index.ts';
import type { Settings } from '../../settings.ts';
import { type AccessDeps, noSuchRoom, readableRoom, requireAdmin } from '../log/access.ts';
import type { Clock, Log, RoomStore, Sender } from '../ports.ts';
import type { Rates } from '../rates.ts';
import { nextOf, placeOf } from '../rooms/cursor.ts';
import { byOf } from '../rooms/members.ts';
import { forbidden } from '../rooms/rank.ts';
import { requireModerator } from './outranked.ts';
import type { Queue, ReportStore } from './ports.ts';

type ReportDeps = AccessDeps & {
  readonly reports: ReportStore;
  readonly clock: Clock;
  readonly rates: Rates;
};

/** Reported again by the same user, it is one report still. */
export async function reportMessage(
  deps: ReportDeps,
  sender: Sender,
  { room, seq, reason }: RequestOf<'reportMessage'>,
): Promise<ResultOf<'reportMessage'>> {
  deps.rates.take(sender.userId, 'report');
  const found = await readableRoom(deps, sender, room);
  const { message } = (await deps.messages.find(room, seq)) ?? {};
  if (!message || message.deletedAt !== undefined)
    throw new ProtocolError('NOT_FOUND', 'There is no such message.');
  if (message.from.userId === sender.userId) throw forbidden('You can’t report your own message.');
  await deps.rates.takeShared(sender.userId, 'report', Number.POSITIVE_INFINITY);
  await deps.reports.add(found ? room : undefined, {
    room,
    seq,
    from: message.from,
    excerpt: excerptOf(message),
    ...(reason !== undefined && { reason }),
    by: byOf(sender),
    at: deps.clock.now(),
  });
  return { room, seq };
}

/** What it said then: it may be edited, or deleted, by the time somebody looks. */
const excerptOf = ({ text, data }: Pick<Message, 'text' | 'data'>): string =>
  [...(text ?? JSON.stringify(data))].slice(0, MODERATION.excerptLength).join('');

export interface RemovalDeps {
  readonly removed: ReportStore;
  readonly settings: Settings;
  readonly clock: Clock;
}

/**
 * What somebody else than its sender is about to remove, for the room's moderators to see what it was; one write. What people delete of their own
 * is kept nowhere.
 */
export async function keepRemoved(
  { removed, settings, clock }: RemovalDeps,
  kind: Log['kind'],
  message: Message,
  by: User,
): Promise<void> {
  if (settings.removedDays === 0) return;
  const { room, seq, from } = message;
  const queue = kind === 'public' || kind === 'private' ? room : undefined;
  await removed.add(queue, { room, seq, from, excerpt: excerptOf(message), by, at: clock.now() });
}

interface QueueDeps {
  readonly reports: ReportStore;
  readonly removed: ReportStore;
  readonly rooms: RoomStore;
  readonly rates: Rates;
}

export async function listReports(
  deps: QueueDeps,
  sender: Sender,
  { room, removed = false, after, limit = MODERATION.page }: RequestOf<'listReports'>,
): Promise<ResultOf<'listReports'>> {
  deps.rates.take(sender.userId, 'read');
  if (room === undefined) requireAdmin(sender);
  else await requireModerator(deps.rooms, room, sender);
  const queue = removed ? deps.removed : deps.reports;
  const { items, next } = await queue.list(room, { after: placeOf(after), limit });
  return { ...(room !== undefined && { room }), reports: items, ...nextOf(next) };
}

/** Takes a message off the queue, however many reported it. */
export async function resolveReport(
  deps: QueueDeps,
  sender: Sender,
  { room, seq }: RequestOf<'resolveReport'>,
): Promise<ResultOf<'resolveReport'>> {
  deps.rates.take(sender.userId, 'members');
  const resolved = await deps.reports.resolve(await queueOf(deps, sender, room), room, seq);
  return { room, seq, resolved };
}

async function queueOf({ rooms }: QueueDeps, sender: Sender, room: string): Promise<Queue> {
  if (await rooms.room(room)) {
    await requireModerator(rooms, room, sender);
    return room;
  }
  try {
    requireAdmin(sender);
  } catch {
    throw noSuchRoom();
  }
  return undefined;
}
