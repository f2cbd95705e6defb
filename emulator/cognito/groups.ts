/** The groups of the pool; who is in them stands with each user. */
import * as z from 'zod';
import { createLock } from '../lock.ts';
import type { Storage } from '../storage.ts';
import { groupExists, resourceNotFound } from './errors.ts';

const GROUPS = 'group/';

export const Group = z.object({
  name: z.string(),
  description: z.string().optional(),
  precedence: z.number().optional(),
  roleArn: z.string().optional(),
  createdAt: z.number(),
});
export type Group = z.infer<typeof Group>;

export type Groups = ReturnType<typeof createGroups>;

export function createGroups(storage: Storage) {
  const lock = createLock();

  async function find(name: string): Promise<Group | undefined> {
    const stored = await storage.get(GROUPS + name);
    return stored === undefined ? undefined : Group.parse(stored);
  }

  return {
    find,

    async get(name: string): Promise<Group> {
      const group = await find(name);
      if (!group) throw resourceNotFound('Group not found.');
      return group;
    },

    add: (group: Group) =>
      lock(group.name, async () => {
        if (await find(group.name)) throw groupExists();
        await storage.write({ type: 'put', key: GROUPS + group.name, value: group });
      }),

    async *list(after = ''): AsyncIterable<Group> {
      for await (const stored of storage.list(GROUPS, after)) yield Group.parse(stored);
    },
  };
}
