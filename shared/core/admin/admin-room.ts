import type { RequestOf, ResultOf } from '../../protocol/index.ts';
import type { PumpStore } from '../fan-out/ports.ts';
import { noSuchRoom, requireAdmin } from '../log/access.ts';
import type { ConnectionStore, MessageStore, Sender } from '../ports.ts';
import { whoIsIn } from '../presence/presence.ts';
import type { Rates } from '../rates.ts';

interface RoomDeps {
  readonly connections: ConnectionStore;
  readonly messages: MessageStore;
  readonly pumps: PumpStore;
  readonly rates: Rates;
}

/** How a room does: who is in there, how far its log has come, and how far behind its pump is. Not what is said in it. */
export async function adminRoom(
  { connections, messages, pumps, rates }: RoomDeps,
  sender: Sender,
  { room }: RequestOf<'adminRoom'>,
): Promise<ResultOf<'adminRoom'>> {
  requireAdmin(sender);
  rates.take(sender.userId, 'read');
  // The pump first: it may go on meanwhile, and can't be ahead of the log.
  const pump = await pumps.read({ room, audience: 'looking' });
  const state = await messages.log(room);
  if (state.kind === 'deleted') throw noSuchRoom();
  const roster = await whoIsIn(connections, room, state);
  const lag = pump && { lag: Math.max(0, state.head - pump.cursor) };
  return { ...roster, kind: state.kind, head: state.head, ...lag };
}
