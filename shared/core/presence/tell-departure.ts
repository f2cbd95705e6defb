import type { NotifyDeps } from './notify.ts';
import { nearby, notify, viewersOf } from './notify.ts';
import type { Departure, Departures } from './ports.ts';

export interface TellDepartureDeps extends NotifyDeps {
  readonly departures: Departures;
}

/**
 * Tells of a departure once its user had the time to come back, in the rooms where they are still missing. Rejects if that
 * can't be found out: then it is to be tried again. Done twice, it may be told twice.
 */
export async function tellDeparture(deps: TellDepartureDeps, departure: Departure): Promise<void> {
  const { userId, name } = departure;
  const missed = await Promise.all(departure.rooms.map(room => missedIn(deps, userId, room)));
  const told = missed.filter(({ viewers }) => viewers.length > 0);
  if (told.length === 0) return;
  // After the rooms were read: a later departure is noted before its places are given up, so that it shows here.
  const noted = await deps.departures.since(userId, departure.at, 'strong');
  const isIt = (other: Departure) =>
    other.at === departure.at && other.connectionId === departure.connectionId;
  const own = noted.findIndex(isIt);
  const untold = new Set(noted[own]?.rooms);
  // A user who dropped out again has their time anew.
  for (const later of noted.slice(own + 1)) for (const room of later.rooms) untold.delete(room);
  await Promise.all(
    told.map(async ({ room, viewers }) => {
      if (untold.has(room) && (await deps.rates.allows(userId, 'presence', viewers.length)))
        await notify(deps, viewers, { type: 'presence', room, event: 'leave', user: { userId, name } });
    }),
  );
}

/** Those who look at a room that a user is missing from. */
async function missedIn(deps: NotifyDeps, userId: string, room: string) {
  const present = (await nearby(deps, room)) ?? [];
  const isThere = present.some(other => other.userId === userId);
  return { room, viewers: isThere ? [] : viewersOf(present, deps) };
}
