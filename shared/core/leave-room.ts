import type { RequestOf, ResultOf } from '../protocol/index.ts';
import type { NotifyDeps } from './notify.ts';
import type { Sender } from './ports.ts';
import { tellLeft } from './presence-events.ts';

export async function leaveRoom(
  deps: NotifyDeps,
  sender: Sender,
  { room }: RequestOf<'leaveRoom'>,
): Promise<ResultOf<'leaveRoom'>> {
  const left = await deps.connections.unsubscribe(sender.userId, sender.connectionId, room);
  if (left) await tellLeft(deps, [room], sender);
  return { room };
}
