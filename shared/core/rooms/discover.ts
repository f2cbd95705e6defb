/** Public rooms that a user does not know yet, in a deployment that shows them. */
import pMap from 'p-map';
import { ProtocolError, type RequestOf, type ResultOf, ROOMS_FOUND } from '../../protocol/index.ts';
import type { Settings } from '../../settings.ts';
import type { Clock, ConnectionStore, Sender } from '../ports.ts';
import { countedIn, isCrowded } from '../presence/figure.ts';
import type { Rates } from '../rates.ts';
import { ANY_TEXT, listingOf, nextOf, placeOf } from './cursor.ts';
import type { PublicRoom, RoomDirectory } from './ports.ts';

interface DiscoverDeps {
  readonly directory: RoomDirectory;
  readonly connections: ConnectionStore;
  readonly clock: Clock;
  readonly rates: Rates;
  readonly settings: Settings;
}

/** A page reads at most 61 units, under the default settings, however many rooms there are and however large. */
export async function discoverRooms(
  deps: DiscoverDeps,
  sender: Sender,
  { prefix = '', by, limit = ROOMS_FOUND, after }: RequestOf<'discoverRooms'>,
): Promise<ResultOf<'discoverRooms'>> {
  deps.rates.take(sender.userId, 'read');
  if (!deps.settings.roomDirectory)
    throw new ProtocolError('FORBIDDEN', 'This deployment has no directory of its rooms.');
  const { items, next } =
    by === 'activity'
      ? await deps.directory.active({ after: placeOf(after), limit })
      : await deps.directory.page({
          ...listingOf({ after, limit }, ANY_TEXT, prefix.toLowerCase()),
          prefix,
        });
  const rooms = await pMap(items, found => withSize(deps, found));
  return { rooms, ...nextOf(next) };
}

async function withSize(deps: DiscoverDeps, found: PublicRoom) {
  const { connections: _, connectionsAt: __, ...room } = found;
  const present = isCrowded(deps, found)
    ? undefined
    : await deps.connections.atMost(found.room, deps.settings.presenceLimit, 'eventual');
  return present
    ? { ...room, connections: present.length }
    : { ...room, connections: countedIn(deps, found), approximate: true as const };
}
