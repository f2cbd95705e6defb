/** What users say of themselves, and who they are. */
import { ProtocolError, type RequestOf, type ResultOf } from '../../protocol/index.ts';
import type { Sender } from '../ports.ts';
import type { Rates } from '../rates.ts';
import type { Person, ProfileStore } from './ports.ts';

type SeenPerson = ResultOf<'getUsers'>['users'][number];

import { poses } from './poses.ts';

interface ProfileDeps {
  readonly profiles: ProfileStore;
  readonly rates: Rates;
}

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
  return { users: users.filter(person => Object.keys(person).length > 1) };
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

/** Nobody is told: who shows somebody asks again when it shows them anew. */
export async function setProfile(
  { profiles, rates }: ProfileDeps,
  { userId, server, groups }: Sender,
  { action: _action, id: _id, hideLastSeen, unlisted, ...wanted }: RequestOf<'setProfile'>,
): Promise<ResultOf<'setProfile'>> {
  rates.take(userId, 'update');
  if (!server && !groups.includes('admins') && poses(wanted.displayName ?? ''))
    throw new ProtocolError('BAD_REQUEST', 'This name is kept for those who run the service.', {
      issues: [{ path: 'displayName', message: 'looks like the name of a server or of an administrator' }],
    });
  const change = {
    ...wanted,
    ...(hideLastSeen !== undefined && { hideLastSeen: hideLastSeen || null }),
    ...(unlisted !== undefined && { unlisted: unlisted || null }),
  };
  return { userId, ...(await profiles.change(userId, change)) };
}
