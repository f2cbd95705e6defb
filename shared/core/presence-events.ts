/** Tells a small room that a user came or went: with their first connection in it, and with their last. */
import { type NotifyDeps, nearby, notify } from './notify.ts';
import type { Sender } from './ports.ts';

type Visitor = Pick<Sender, 'userId' | 'name' | 'connectionId'>;

async function tell(
  deps: NotifyDeps,
  room: string,
  { userId, name, connectionId }: Visitor,
  event: 'join' | 'leave',
): Promise<void> {
  try {
    const present = await nearby(deps, room);
    const others = present?.filter(other => other.connectionId !== connectionId) ?? [];
    if (others.some(other => other.userId === userId)) return;
    await notify(deps, others, { type: 'presence', room, event, user: { userId, name } });
  } catch (error) {
    deps.logger.warn('presence not told', { room, event, error });
  }
}

/** After the subscription was written. */
export const tellJoined = (deps: NotifyDeps, room: string, visitor: Visitor): Promise<void> =>
  tell(deps, room, visitor, 'join');

/** After the subscriptions were deleted. */
export async function tellLeft(deps: NotifyDeps, rooms: readonly string[], visitor: Visitor): Promise<void> {
  await Promise.all(rooms.map(room => tell(deps, room, visitor, 'leave')));
}
