import type { RequestOf, ResultOf } from '../../protocol/index.ts';
import type { Sender } from '../ports.ts';
import { leave, type PresenceDeps } from '../presence/presence-events.ts';

export async function leaveRoom(
  deps: PresenceDeps,
  sender: Sender,
  { room }: RequestOf<'leaveRoom'>,
): Promise<ResultOf<'leaveRoom'>> {
  deps.rates.take(sender.userId, 'join');
  await leave(deps, room, sender);
  return { room };
}
