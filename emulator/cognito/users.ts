/** The users of the pool, found by username or by `sub`. */
import * as z from 'zod';
import { createLock } from '../lock.ts';
import type { Storage } from '../storage.ts';
import { userNotFound } from './errors.ts';
import { User } from './user.ts';

const USERS = 'user/';
const userKey = (username: string) => `${USERS}${username}`;
const subKey = (sub: string) => `sub/${sub}`;

export type Users = ReturnType<typeof createUsers>;

export function createUsers(storage: Storage, now: () => number) {
  const lock = createLock();

  async function find(usernameOrSub: string): Promise<User | undefined> {
    const stored = await storage.get(userKey(usernameOrSub));
    if (stored !== undefined) return User.parse(stored);
    const username = await storage.get(subKey(usernameOrSub));
    return username === undefined ? undefined : find(z.string().parse(username));
  }

  async function get(usernameOrSub: string): Promise<User> {
    const user = await find(usernameOrSub);
    if (!user) throw userNotFound('User does not exist.');
    return user;
  }

  return {
    find,
    get,

    /** False if the name is taken. */
    add: (user: User) =>
      lock(user.username, async () => {
        if (await find(user.username)) return false;
        await storage.write(
          { type: 'put', key: userKey(user.username), value: user },
          { type: 'put', key: subKey(user.sub), value: user.username },
        );
        return true;
      }),

    async change(usernameOrSub: string, change: (user: User) => Partial<User>): Promise<User> {
      const { username } = await get(usernameOrSub);
      return lock(username, async () => {
        const before = await get(username);
        const after: User = { ...before, ...change(before), modifiedAt: now() };
        await storage.write({ type: 'put', key: userKey(username), value: after });
        return after;
      });
    },

    /** As Cognito does: no change of the user. */
    signedIn: ({ username }: User): Promise<void> =>
      lock(username, async () => {
        const value: User = { ...(await get(username)), signedInAt: now() };
        await storage.write({ type: 'put', key: userKey(username), value });
      }),

    async remove(usernameOrSub: string): Promise<User> {
      const { username } = await get(usernameOrSub);
      return lock(username, async () => {
        const user = await get(username);
        await storage.write(
          { type: 'del', key: userKey(user.username) },
          { type: 'del', key: subKey(user.sub) },
        );
        return user;
      });
    },

    /** In the order of their names, from after `after`. */
    async *list(after = ''): AsyncIterable<User> {
      for await (const stored of storage.list(USERS, after)) yield User.parse(stored);
    },
  };
}
