/** Who users are, as others see them. */
import type { RequestOf, ResultOf } from '../../protocol/index.ts';
import type { Sender } from '../ports.ts';
import type { Person } from './ports.ts';
import type { ProfileDeps } from './profile.ts';

type SeenPerson = ResultOf<'getUsers'>['users'][number];

/** Who is unknown is left out: a client learns no more of an id that it made up. */
export async function getUsers(
  { profiles, rates }: ProfileDeps,
  { userId: own, server }: Sender,
  { userIds }: RequestOf<'getUsers'>,
): Promise<ResultOf<'getUsers'>> {
  rates.take(own, 'read');
  const found = await profiles.people([...new Set(userIds)], own);
  const users = found.map(seenBy({ userId: own, server }));
  // Of who never connected, there may be how they are kept out.
  const isKnown = ({ userId: _, ...rest }: SeenPerson) =>
    Object.values(rest).some(value => value !== undefined);
  return { users: users.filter(isKnown) };
}

/** What others do not see of a user is left out. */
export const seenBy =
  ({ userId: own, server }: Pick<Sender, 'userId' | 'server'>) =>
  ({ denial: _, hideLastSeen, unlisted, lastSeenAt, blocked, ...person }: Person): SeenPerson => {
    const isOwn = server || person.userId === own;
    const isTold = lastSeenAt !== undefined && (isOwn || !(hideLastSeen || blocked));
    return {
      ...person,
      ...(isOwn && { ...(hideLastSeen && { hideLastSeen }), ...(unlisted && { unlisted }) }),
      ...(isTold && { lastSeenAt }),
    };
  };
