/** The users that every local run starts with. Their passwords are public: nothing but a local pool has them. */
import { newUser } from '../emulator/cognito/user.ts';
import type { UserPool } from '../emulator/cognito/user-pool.ts';

export interface DemoUser {
  username: string;
  password: string;
  groups: string[];
}

const DEMO_USERS: readonly Omit<DemoUser, 'password'>[] = [
  { username: 'alice', groups: [] },
  { username: 'bob', groups: [] },
  { username: 'carol', groups: [] },
  { username: 'dave', groups: [] },
  { username: 'admin', groups: ['admins'] },
];

/** `Alice-demo-1` for alice, and so on. */
export function demoPassword(username: string): string {
  return `${username.charAt(0).toUpperCase()}${username.slice(1)}-demo-1`;
}

export async function addDemoUsers(pool: UserPool): Promise<DemoUser[]> {
  for (const name of new Set(DEMO_USERS.flatMap(({ groups }) => groups)))
    if (!(await pool.groups.find(name))) await pool.groups.add({ name, createdAt: pool.now() });

  const users = DEMO_USERS.map(user => ({ ...user, password: demoPassword(user.username) }));
  for (const { username, password, groups } of users) {
    const known = await pool.users.find(username);
    if (known?.password) continue;
    const kept = pool.keep(username, password);
    if (known) {
      // From a folder of an earlier version, which kept passwords in another way.
      await pool.users.change(username, () => ({ password: kept }));
      continue;
    }
    const attributes = { email: `${username}@example.com`, email_verified: 'true', name: username };
    const user = newUser({ username, attributes, status: 'CONFIRMED', password: kept }, pool.now());
    await pool.users.add({ ...user, groups });
  }
  return users;
}
