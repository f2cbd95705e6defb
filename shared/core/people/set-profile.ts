/** A user's change of what they say of themselves. A file of its own: the table of look-alikes is large, and servers need none. */
import { ProtocolError, type RequestOf, type ResultOf } from '../../protocol/index.ts';
import type { Sender } from '../ports.ts';
import { poses } from './poses.ts';
import { changeProfile, type ProfileDeps } from './profile.ts';

export async function setProfile(
  deps: ProfileDeps,
  sender: Sender,
  request: RequestOf<'setProfile'>,
): Promise<ResultOf<'setProfile'>> {
  if (!sender.groups.includes('admins') && poses(request.displayName ?? ''))
    throw new ProtocolError('BAD_REQUEST', 'This name is kept for those who run the service.', {
      issues: [{ path: 'displayName', message: 'looks like the name of a server or of an administrator' }],
    });
  return changeProfile(deps, sender, request);
}
