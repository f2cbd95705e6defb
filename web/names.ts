/** Who users are whose ids alone are known. */
import type { MessagingClient } from '../client/messaging-client.ts';
import type { ResultOf } from '../shared/protocol/index.ts';

type Asked = { readonly request: MessagingClient['request'] };
/** What users say of themselves. */
export type Profile = ResultOf<'getUsers'>['users'][number];

/** The protocol's most for `getUsers`. */
const AT_ONCE = 20;

/** Unknown users are left out. */
export async function profilesOf(
  { request }: Asked,
  userIds: readonly string[],
): Promise<readonly Profile[]> {
  const found: Profile[] = [];
  const wanted = [...new Set(userIds)];
  for (let first = 0; first < wanted.length; first += AT_ONCE) {
    const { users } = await request('getUsers', { userIds: wanted.slice(first, first + AT_ONCE) });
    found.push(...users);
  }
  return found;
}

/** Their user names, by id. */
export const namesOf = async (
  asked: Asked,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, string>> =>
  new Map(
    (await profilesOf(asked, userIds)).flatMap(({ userId, name }) =>
      name === undefined ? [] : [[userId, name] as const],
    ),
  );
