/** What a room's moderators keep in sight: up to so many of its messages, in the order in which they were pinned. */
import { MODERATION, ProtocolError, type RequestOf, type ResultOf, type User } from '../../protocol/index.ts';
import type { Invocation, Sender } from '../ports.ts';
import { byOf } from './members.ts';
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
  await requireMessage(deps, room, seq);
  const result = await change(deps, sender, { room, seq }, pinned => [...pinned, seq], invocation);
  try {
    // Who deletes it at this moment may have looked for the pin before it was there.
    await requireMessage(deps, room, seq);
  } catch (error) {
    await dropPin(deps, byOf(sender), { room, seq }, invocation);
    throw error;
  }
  return result;
}

async function requireMessage({ messages }: UpdateRoomDeps, room: string, seq: number): Promise<void> {
  const { message } = (await messages.find(room, seq)) ?? {};
  if (!message || message.deletedAt !== undefined)
    throw new ProtocolError('NOT_FOUND', 'There is no such message.');
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
  { room, seq }: Pinned,
  then: (others: readonly number[]) => readonly number[],
  invocation: Invocation,
) {
  await deps.rates.takeShared(sender.userId, 'update', Number.POSITIVE_INFINITY);
  return changePins(deps, byOf(sender), { room, seq }, then, invocation);
}

interface Pinned {
  readonly room: string;
  readonly seq: number;
}
type PinDeps = Omit<UpdateRoomDeps, 'rates' | 'rooms'>;

async function changePins(
  deps: PinDeps,
  by: User,
  { room, seq }: Pinned,
  then: (others: readonly number[]) => readonly number[],
  invocation: Invocation,
) {
  const { details } = await changeDetails(
    deps,
    by,
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

/** Nothing is to be seen of a message that was deleted: it is not kept in sight. */
export async function dropPin(
  deps: PinDeps,
  by: User,
  message: Pinned,
  invocation: Invocation,
): Promise<void> {
  const { pinned = [] } = (await deps.details.read(message.room)) ?? {};
  if (pinned.includes(message.seq)) await changePins(deps, by, message, others => others, invocation);
}

/** The deletion of a message, which then is pinned no more. */
export const unpinning =
  <Deps, Request extends Pinned, Result>(
    remove: (deps: Deps, sender: Sender, request: Request, invocation: Invocation) => Promise<Result>,
  ) =>
  async (deps: Deps & PinDeps, sender: Sender, request: Request, invocation: Invocation): Promise<Result> => {
    const result = await remove(deps, sender, request, invocation);
    await dropPin(deps, byOf(sender), request, invocation);
    return result;
  };
