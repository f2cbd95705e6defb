import type { Sender } from '../ports.ts';
import { connectionClosed, roomLeft } from '../webhooks/events.ts';
import { secondsToLookAgain } from './departures.ts';
import type { Departure } from './ports.ts';
import { type PresenceDeps, tellLeft } from './presence-events.ts';

/**
 * Takes back all that a connection left in the store, and returns its rooms. They are told if the user does not come back in
 * time.
 * @param options.atOnce they are told now: it was not an accident
 */
export async function disconnect(
  deps: PresenceDeps,
  connection: Pick<Sender, 'userId' | 'name' | 'connectionId'>,
  { atOnce = false } = {},
): Promise<string[]> {
  const { connections, clock, webhooks } = deps;
  const { userId, name, connectionId } = connection;
  const at = clock.now();
  let noted: Departure | undefined;
  const rooms = await connections.close(userId, connectionId, async listed => {
    if (!atOnce) noted = await note(deps, { userId, name, connectionId, at, rooms: listed });
  });
  // It was closed before, and its rooms were told then.
  if (!rooms) return [];
  const left = rooms.map(room => roomLeft(room, connection, at));
  await Promise.all([
    tell(deps, connection, rooms, noted),
    webhooks.send([...left, connectionClosed(connection, at)]),
  ]);
  return rooms;
}

/** Undefined if there is nothing to note, or it can't be: then its rooms are told at once. */
async function note(
  { departures, logger }: PresenceDeps,
  departure: Departure,
): Promise<Departure | undefined> {
  if (!departures || departure.rooms.length === 0) return undefined;
  try {
    await departures.note(departure);
    return departure;
  } catch (error) {
    logger.warn('departure not noted', { error });
    return undefined;
  }
}

async function tell(
  deps: PresenceDeps,
  connection: Pick<Sender, 'userId' | 'name' | 'connectionId'>,
  rooms: readonly string[],
  noted: Departure | undefined,
): Promise<void> {
  const { departures, logger, settings } = deps;
  if (!departures || !noted) return tellLeft(deps, rooms, connection);
  const known = { ...departures, since: async () => [noted] };
  try {
    // Of a join that was not through nobody was told: the next one is news.
    const untold = noted.rooms.filter(room => !rooms.includes(room));
    await Promise.all(untold.map(room => departures.take(noted, room)));
    if (rooms.length > 0) await departures.lookAgain({ ...noted, rooms }, secondsToLookAgain(settings));
  } catch (error) {
    logger.warn('departure told at once', { error });
    await tellLeft({ ...deps, departures: known }, rooms, connection);
  }
}
