import { isDirect, type RequestOf, type ResultOf } from '../../protocol/index.ts';
import { requireReader, requireSpeaker } from '../log/access.ts';
import type { MessageStore, RoomStore, Sender } from '../ports.ts';
import { type NotifyDeps, nearby, notify, viewersOf } from '../presence/notify.ts';

interface MarkDeps extends NotifyDeps {
  readonly messages: MessageStore;
  readonly rooms: RoomStore;
}

/**
 * Keeps how far the user has read, held to what the log has. Returns the mark that counts afterwards: an earlier one that
 * lies ahead, or 0 if there is none. Returns nothing to a frame without an `id`: a lost mark is made good by the next.
 */
export async function markRead(
  deps: MarkDeps,
  sender: Sender,
  request: RequestOf<'markRead'>,
): Promise<ResultOf<'markRead'> | undefined> {
  const marked = await mark(deps, sender, request);
  return request.id === undefined ? undefined : countingMark(deps, sender, request, marked);
}

/** The same by a server, for a user who may read the room. */
export async function markReadFor(
  deps: MarkDeps,
  sender: Sender,
  request: RequestOf<'markRead'>,
): Promise<ResultOf<'markRead'>> {
  const { room } = request;
  await requireReader(deps, { userId: sender.userId }, room, await deps.messages.kind(room));
  return countingMark(deps, sender, request, await mark(deps, sender, request));
}

async function countingMark(
  { rooms }: MarkDeps,
  { userId }: Sender,
  { room }: RequestOf<'markRead'>,
  marked: Marked,
): Promise<ResultOf<'markRead'>> {
  if (marked.isKept) return { room, seq: marked.seq };
  const kept = await rooms.mark(room, userId);
  return { room, seq: kept && kept.epoch === marked.epoch ? kept.seq : 0 };
}

type Marked =
  | { readonly isKept: true; readonly seq: number }
  | { readonly isKept: false; readonly epoch: string | undefined };

async function mark(
  deps: MarkDeps,
  sender: Sender,
  { room, seq, epoch }: RequestOf<'markRead'>,
): Promise<Marked> {
  const { userId, name, connectionId } = sender;
  deps.rates.take(userId, 'markRead');
  await requireSpeaker(deps, sender, room);
  const read = await deps.messages.at(room, seq);
  // A seq of another log says nothing about this one.
  if (!read || (epoch ?? read.epoch) !== read.epoch) return { isKept: false, epoch: read?.epoch };
  const others = (await nearby(deps, room))?.filter(other => other.connectionId !== connectionId) ?? [];
  // The user's own other connections count what is unread, whatever they have in view.
  const own = others.filter(other => other.userId === userId);
  const isTold = !isDirect(room) || !(await deps.messages.kind(room)).blocked;
  const told = [...own, ...viewersOf(others, deps).filter(other => other.userId !== userId && isTold)];
  await deps.rates.takeShared(userId, 'markRead', told.length);
  if (!(await deps.rooms.markRead(room, userId, read))) return { isKept: false, epoch: read.epoch };
  await notify(deps, told, { type: 'read', room, user: { userId, name }, seq: read.seq });
  return { isKept: true, seq: read.seq };
}
