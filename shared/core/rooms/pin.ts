/** What a room's moderators keep in sight: up to so many of its messages, in the order in which they were pinned. */
import { MODERATION, ProtocolError, type RequestOf, type ResultOf } from '../../protocol/index.ts';
import type { Invocation, Sender } from '../ports.ts';
import { forbidden, RANK, standing } from './rank.ts';
import { changeDetails, type UpdateRoomDeps } from './update-room.ts';

/** Told as a change of the room, by an entry of its log. Asked again, it is the last that was pinned. */
export async function pinMessage(
  deps: UpdateRoomDeps,
  sender: Sender,
  { room, seq }: RequestOf<'pinMessage'>,
  invocation: Invocation,
): Promise<ResultOf<'pinMessage'>> {
  await requirePinner(deps, sender, room);
  const { message } = (await deps.messages.find(room, seq)) ?? {};
  if (!message || message.deletedAt !== undefined)
    throw new ProtocolError('NOT_FOUND', 'There is no such message.');
  return change(deps, sender, { room, seq }, pinned => [...pinned, seq], invocation);
}

export async function unpinMessage(
  deps: UpdateRoomDeps,
  sender: Sender,
  { room, seq }: RequestOf<'unpinMessage'>,
  invocation: Invocation,
): Promise<ResultOf<'unpinMessage'>> {
  await requirePinner(deps, sender, room);
  return change(deps, sender, { room, seq }, pinned => pinned, invocation);
}

async function requirePinner({ rates, rooms }: UpdateRoomDeps, sender: Sender, room: string): Promise<void> {
  rates.take(sender.userId, 'update');
  const { role } = await standing(rooms, room, sender);
  if (RANK[role] < RANK.moderator) throw forbidden('Only the owner and moderators pin messages.');
}

/** @param then what becomes of the other pinned messages */
async function change(
  deps: UpdateRoomDeps,
  sender: Sender,
  { room, seq }: { readonly room: string; readonly seq: number },
  then: (others: readonly number[]) => readonly number[],
  invocation: Invocation,
) {
  const { details } = await changeDetails(
    deps,
    sender,
    room,
    ({ pinned: before = [], ...details }) => {
      const pinned = then(before.filter(other => other !== seq));
      if (pinned.length > MODERATION.pins)
        throw new ProtocolError('LIMIT_EXCEEDED', `A room has at most ${MODERATION.pins} pinned messages.`);
      return { ...details, ...(pinned.length > 0 && { pinned: [...pinned] }) };
    },
    invocation,
  );
  return { room, seq, pinned: details.pinned ?? [] };
}
