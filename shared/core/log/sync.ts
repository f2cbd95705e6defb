import type { RequestOf, ResultOf } from '../../protocol/index.ts';
import type { Sender } from '../ports.ts';
import { type AccessDeps, readableLog } from './access.ts';
import { eachRoom } from './each-room.ts';
import { recover } from './recover.ts';

/** What each room has beyond the client's cursor, without subscribing: it proves that nothing was missed. */
export async function sync(
  deps: AccessDeps,
  { userId }: Sender,
  { rooms }: RequestOf<'sync'>,
): Promise<ResultOf<'sync'>> {
  return {
    rooms: await eachRoom(rooms, async ({ room, ...cursor }, space) => {
      const log = await readableLog(deps, userId, room);
      return { room, ...(await recover(deps.messages, room, log, cursor, space)) };
    }),
  };
}
