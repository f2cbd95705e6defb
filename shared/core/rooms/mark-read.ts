import type { RequestOf, ResultOf } from '../../protocol/index.ts';
import { requireSpeaker } from '../log/access.ts';
import type { MessageStore, RoomStore, Sender } from '../ports.ts';
import { type NotifyDeps, nearby, notify } from '../presence/notify.ts';

/**
 * Keeps how far the user has read, held to what the log has. Returns the mark that counts afterwards: an earlier one that
 * lies ahead, or 0 if there is none.
 */
export async function markRead(
  deps: NotifyDeps & { messages: MessageStore; rooms: RoomStore },
  sender: Sender,
  { room, seq, epoch }: RequestOf<'markRead'>,
): Promise<ResultOf<'markRead'>> {
  const { userId, name, connectionId } = sender;
  deps.rates.take(userId, 'markRead');
  await requireSpeaker(deps, sender, room);
  const read = await deps.messages.at(room, seq);
  // A seq of another log says nothing about this one.
  if (read && (epoch ?? read.epoch) === read.epoch) {
    const others = (await nearby(deps, room))?.filter(other => other.connectionId !== connectionId) ?? [];
    await deps.rates.takeShared(userId, 'markRead', others.length);
    if (await deps.rooms.markRead(room, userId, read)) {
      await notify(deps, others, { type: 'read', room, user: { userId, name }, seq: read.seq });
      return { room, seq: read.seq };
    }
  }
  const kept = await deps.rooms.mark(room, userId);
  return { room, seq: kept && kept.epoch === read?.epoch ? kept.seq : 0 };
}
