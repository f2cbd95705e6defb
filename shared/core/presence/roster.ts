import type { ResultOf } from '../../protocol/index.ts';
import { fitting, replySpace, type Space } from '../log/page.ts';
import type { Present } from './notify.ts';

type Roster = Pick<ResultOf<'presence'>, 'users' | 'truncated'>;

/** Each user once, however many connections they have; as many as fit into the reply. */
export function rosterOf(present: readonly Present[], space: Space = replySpace()): Roster {
  const users = new Map<string, Roster['users'][number]>();
  for (const { userId, name, since } of present) {
    const user = users.get(userId) ?? { userId, name, connections: 0, since };
    users.set(userId, { ...user, connections: user.connections + 1, since: Math.min(user.since, since) });
  }
  const told = fitting([...users.values()], space);
  return { users: told, truncated: told.length < users.size };
}
