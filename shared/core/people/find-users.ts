/** The directory: users whose names begin in some way, in a deployment that has one. */
import { PROFILE, ProtocolError, type RequestOf, type ResultOf } from '../../protocol/index.ts';
import type { Settings } from '../../settings.ts';
import { isBanned } from '../admin/deny.ts';
import type { Clock, Connection, Logger, Sender } from '../ports.ts';
import type { Rates } from '../rates.ts';
import { ANY_TEXT, listingOf, nextOf } from '../rooms/cursor.ts';
import { foldedName } from './folded-name.ts';
import { seenBy } from './get-users.ts';
import type { Person, ProfileStore } from './ports.ts';

interface DirectoryDeps {
  readonly profiles: ProfileStore;
  readonly clock: Clock;
  readonly rates: Rates;
  readonly settings: Settings;
}

/** Not who was signed out everywhere, disabled or deleted, and has not been back since. */
const mayCome = ({ denial = {}, lastSeenAt = 0 }: Person, now: number): boolean =>
  !isBanned(denial, now) && lastSeenAt >= (denial.deniedBefore ?? 0) * 1_000;

/** A page reads at most 31 units, however many are listed. */
export async function findUsers(
  { profiles, clock, rates, settings }: DirectoryDeps,
  sender: Sender,
  { prefix, limit = PROFILE.users, ...page }: RequestOf<'findUsers'>,
): Promise<ResultOf<'findUsers'>> {
  rates.take(sender.userId, 'read');
  if (!settings.userDirectory)
    throw new ProtocolError('FORBIDDEN', 'This deployment has no directory of its users.');
  const folded = foldedName(prefix);
  const { items, next } = await profiles.named(folded, listingOf({ ...page, limit }, ANY_TEXT, folded));
  const ids = items.map(({ userId }) => userId);
  const people = await profiles.people(ids, sender.userId);
  const byId = new Map(people.map(person => [person.userId, person]));
  const users = items.flatMap(({ userId, name }) => {
    const person = byId.get(userId);
    // Under a name of before, a user is listed in vain.
    if (!person || person.name !== name || person.unlisted || !mayCome(person, clock.now())) return [];
    return [seenBy(sender)(person)];
  });
  return { users, ...nextOf(next) };
}

/**
 * Lists a user at their first connection, two writes; later ones find it noted in the account. Never throws: a connection
 * does not fail because of the directory.
 */
export async function listUser(
  { profiles, logger }: { readonly profiles: ProfileStore; readonly logger: Logger },
  { userId, name }: Connection,
): Promise<void> {
  try {
    await profiles.list({ userId, name });
  } catch (error) {
    logger.warn('user not listed', { userId, error });
  }
}
