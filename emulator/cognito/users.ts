/** The users of the pool, found by user name, by a verified email address or by `sub`. No name is another by its case. */
import * as z from 'zod';
import { createLock } from '../lock.ts';
import type { Storage } from '../storage.ts';
import { aliasExists, userNotFound } from './errors.ts';
import { User } from './user.ts';

const USERS = 'user/';
const userKey = (username: string) => `${USERS}${username.toLowerCase()}`;
const subKey = (sub: string) => `sub/${sub}`;
const aliasKey = (email: string) => `email/${email.toLowerCase()}`;

/** The address that a user may sign in with. */
const aliasOf = ({ attributes }: User): string | undefined =>
  attributes.email_verified === 'true' ? attributes.email : undefined;

export type Users = ReturnType<typeof createUsers>;

export function createUsers(storage: Storage, now: () => number) {
  const lock = createLock();

  async function find(name: string): Promise<User | undefined> {
    const stored = await storage.get(userKey(name));
    if (stored !== undefined) return User.parse(stored);
    const username = (await storage.get(subKey(name))) ?? (await storage.get(aliasKey(name)));
    return username === undefined ? undefined : find(z.string().parse(username));
  }

  async function get(name: string): Promise<User> {
    const user = await find(name);
    if (!user) throw userNotFound('User does not exist.');
    return user;
  }

  /** Writes a user over what they were, and the name that their address is. */
  async function put(user: User, before: User | undefined): Promise<void> {
    const [had, has] = [before && aliasOf(before), aliasOf(user)];
    const moves = had?.toLowerCase() !== has?.toLowerCase();
    await storage.write(
      { type: 'put', key: userKey(user.username), value: user },
      { type: 'put', key: subKey(user.sub), value: user.username },
      ...(moves && had !== undefined ? [{ type: 'del', key: aliasKey(had) } as const] : []),
      ...(moves && has !== undefined
        ? [{ type: 'put', key: aliasKey(has), value: user.username } as const]
        : []),
    );
  }

  /** @throws AliasExistsException if another user signs in with the address */
  async function withAlias(user: User, before: User | undefined): Promise<void> {
    const alias = aliasOf(user);
    if (alias === undefined) return put(user, before);
    return lock(aliasKey(alias), async () => {
      const holder = await storage.get(aliasKey(alias));
      if (holder !== undefined && holder !== user.username) throw aliasExists();
      return put(user, before);
    });
  }

  return {
    find,
    get,

    /** False if the name is taken. @throws as `change` does */
    add: (user: User) =>
      lock(userKey(user.username), async () => {
        if (await storage.get(userKey(user.username))) return false;
        await withAlias(user, undefined);
        return true;
      }),

    /** @throws AliasExistsException if another user signs in with the address that this one would have */
    async change(name: string, change: (user: User) => Partial<User>): Promise<User> {
      const { username } = await get(name);
      return lock(userKey(username), async () => {
        const before = await get(username);
        const after: User = { ...before, ...change(before), modifiedAt: now() };
        await withAlias(after, before);
        return after;
      });
    },

    /** As Cognito does: no change of the user. */
    signedIn: ({ username }: User): Promise<void> =>
      lock(userKey(username), async () => {
        const value: User = { ...(await get(username)), signedInAt: now() };
        await storage.write({ type: 'put', key: userKey(username), value });
      }),

    async remove(name: string): Promise<User> {
      const { username } = await get(name);
      return lock(userKey(username), async () => {
        const user = await get(username);
        const alias = aliasOf(user);
        await storage.write(
          { type: 'del', key: userKey(user.username) },
          { type: 'del', key: subKey(user.sub) },
          ...(alias === undefined ? [] : [{ type: 'del', key: aliasKey(alias) } as const]),
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
