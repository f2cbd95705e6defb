import type { RequestOf, ResultOf } from '../../protocol/index.ts';
import { requireSpeaker } from '../log/access.ts';
import type { RoomStore, Sender } from '../ports.ts';
import { type NotifyDeps, nearby, notify } from '../presence/notify.ts';

/** Keeps how far the user has read; a mark behind an earlier one is answered with the earlier. */
export async function markRead(
  deps: NotifyDeps & { rooms: RoomStore },
  sender: Sender,
  { room, seq }: RequestOf<'markRead'>,
): Promise<ResultOf<'markRead'>> {
  await requireSpeaker(deps, sender, room);
  const { userId, name, connectionId } = sender;
  const kept = await deps.rooms.markRead(room, userId, seq);
  if (kept === seq) {
    const others = (await nearby(deps, room))?.filter(other => other.connectionId !== connectionId);
    if (others) await notify(deps, others, { type: 'read', room, user: { userId, name }, seq });
  }
  return { room, seq: kept };
}
