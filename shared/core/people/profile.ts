/** What users say of themselves. */
import { ProtocolError, type RequestOf, type ResultOf } from '../../protocol/index.ts';
import type { Sender } from '../ports.ts';
import type { Rates } from '../rates.ts';
import type { ProfileStore } from './ports.ts';
import { poses } from './poses.ts';

export interface ProfileDeps {
  readonly profiles: ProfileStore;
  readonly rates: Rates;
}

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
