/** Who users are whose ids alone are known. */
import type { MessagingClient } from '../client/messaging-client.ts';

/** The protocol's most for `getUsers`. */
const AT_ONCE = 20;

/** Their user names, by id; unknown users are left out. */
export async function namesOf(
  { request }: { readonly request: MessagingClient['request'] },
  userIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  const wanted = [...new Set(userIds)];
  for (let first = 0; first < wanted.length; first += AT_ONCE) {
    const { users } = await request('getUsers', { userIds: wanted.slice(first, first + AT_ONCE) });
    for (const { userId, name } of users) if (name !== undefined) names.set(userId, name);
  }
  return names;
}
