/** What users say of themselves. */
import type { RequestOf, ResultOf } from '../../protocol/index.ts';
import type { Sender } from '../ports.ts';
import type { Rates } from '../rates.ts';
import type { ProfileStore } from './ports.ts';

export interface ProfileDeps {
  readonly profiles: ProfileStore;
  readonly rates: Rates;
}

/** Takes any display name: `setProfile` checks those of users. No client is told; each asks again when it next shows the user. */
export async function changeProfile(
  { profiles, rates }: ProfileDeps,
  { userId }: Sender,
  { action: _action, id: _id, hideLastSeen, unlisted, ...wanted }: RequestOf<'setProfile'>,
): Promise<ResultOf<'setProfile'>> {
  rates.take(userId, 'update');
  const change = {
    ...wanted,
    ...(hideLastSeen !== undefined && { hideLastSeen: hideLastSeen || null }),
    ...(unlisted !== undefined && { unlisted: unlisted || null }),
  };
  return { userId, ...(await profiles.change(userId, change)) };
}
