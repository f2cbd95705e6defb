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
  const result = await change(deps, sender, { room, seq }, others => [...others, seq], invocation);
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
  return change(deps, sender, { room, seq }, others => others, invocation);
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
  const { details } = await changePins(
    deps,
    byOf(sender),
    room,
    before => then(before.filter(other => other !== seq)),
    invocation,
  );
  return { room, seq, pinned: details.pinned ?? [] };
}

interface Pinned {
  readonly room: string;
  readonly seq: number;
}
export type PinDeps = Omit<UpdateRoomDeps, 'rates' | 'rooms'>;

function changePins(
  deps: PinDeps,
  by: User,
  room: string,
  then: (before: readonly number[]) => readonly number[],
  invocation: Invocation,
) {
  return changeDetails(
    deps,
    by,
    room,
    ({ pinned: before = [], ...details }) => {
      const pinned = then(before);
      if (pinned.length > MODERATION.pins)
        throw new ProtocolError('LIMIT_EXCEEDED', `A room has at most ${MODERATION.pins} pinned messages.`);
      return { ...details, ...(pinned.length > 0 && { pinned: [...pinned] }) };
    },
    invocation,
  );
}

/** Nothing is to be seen of a message that was deleted: it is not kept in sight. */
export const dropPin = (deps: PinDeps, by: User, { room, seq }: Pinned, invocation: Invocation) =>
  dropPins(deps, by, room, new Set([seq]), invocation);

/** Of several messages of a room, in one change. */
export async function dropPins(
  deps: PinDeps,
  by: User,
  room: string,
  seqs: ReadonlySet<number>,
  invocation: Invocation,
): Promise<void> {
  const { pinned = [] } = (await deps.details.read(room)) ?? {};
  if (pinned.some(seq => seqs.has(seq)))
    await changePins(deps, by, room, before => before.filter(seq => !seqs.has(seq)), invocation);
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
