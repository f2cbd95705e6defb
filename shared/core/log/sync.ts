import { type RequestOf, type ResultOf, syncItem } from '../../protocol/index.ts';
import type { Logger, Sender } from '../ports.ts';
import type { Rates } from '../rates.ts';
import { type AccessDeps, readableLog } from './access.ts';
import { eachRoom } from './each-room.ts';
import { recover } from './recover.ts';

/** What each room has beyond the client's cursor, without subscribing: it proves that nothing was missed. */
export async function sync(
  deps: AccessDeps & { readonly logger: Logger; readonly rates: Rates },
  sender: Sender,
  { rooms }: RequestOf<'sync'>,
): Promise<ResultOf<'sync'>> {
  deps.rates.take(sender.userId, 'sync');
  return {
    rooms: await eachRoom(
      deps,
      sender,
      { items: rooms, schema: syncItem },
      async ({ room, ...cursor }, space) => {
        const log = await readableLog(deps, sender, room);
        return { room, ...(await recover(deps.messages, room, log, cursor, space)) };
      },
    ),
  };
}
