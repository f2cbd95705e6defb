import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AdminDeleteUserCommand, GetUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openUserPool } from '../../../emulator/cognito/user-pool.ts';
import { addDemoUsers, demoPassword } from '../../../local/demo-users.ts';
import { POOL_SETTINGS } from '../../../local/pool-settings.ts';
import { addUser, refusal, signIn, startPool, verifierOf } from './pool-server.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'user-pool-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('after a restart the ids, the key, the users and their sessions are what they were', async () => {
  const directory = join(folder, 'restarted');
  const baseUrl = 'http://localhost:1234';
  const before = await startPool({ directory, baseUrl });
  const sub = await addUser(before, 'alice');
  const { AccessToken } = await signIn(before, 'alice');
  const { id, clientId, jwks } = before.pool;
  await before.stop();

  const after = await startPool({ directory, baseUrl });
  expect(after.pool).toMatchObject({ id, clientId, jwks });
  const user = await after.client.send(new GetUserCommand({ AccessToken }));
  expect(user.UserAttributes).toEqual([{ Name: 'sub', Value: sub }]);
  await expect(signIn(after, 'alice')).resolves.toHaveProperty('AccessToken');
  await after.stop();
});

test('sessions of more than 30 days ago are swept away at the start', async () => {
  const directory = join(folder, 'swept');
  const start = Date.now();
  const before = await startPool({ directory, now: () => start });
  await addUser(before, 'alice');
  const { RefreshToken } = await signIn(before, 'alice');
  await before.stop();
  const after = await startPool({ directory, now: () => start + 31 * 86_400_000 });
  await expect(after.pool.sessions.findByRefreshToken(RefreshToken)).resolves.toBeUndefined();
  await after.stop();
});

test('two folders have different pools, clients and keys', async () => {
  const open = (name: string) =>
    openUserPool({
      region: 'us-east-1',
      settings: POOL_SETTINGS,
      directory: join(folder, name),
      baseUrl: '',
    });
  const [one, two] = [await open('one'), await open('two')];
  expect(one.id).not.toBe(two.id);
  expect(one.clientId).not.toBe(two.clientId);
  expect(one.jwks).not.toEqual(two.jwks);
  await Promise.all([one.close(), two.close()]);
});

test('the folder with the key is for its owner alone, even one that was there before', async () => {
  const directory = join(folder, 'open');
  await mkdir(directory, { mode: 0o755 });
  const pool = await openUserPool({ region: 'us-east-1', settings: POOL_SETTINGS, directory, baseUrl: '' });
  expect((await stat(directory)).mode & 0o777).toBe(0o700);
  await pool.close();
});

test('a wanted pool id is taken once, and another one for the same folder is refused', async () => {
  const directory = join(folder, 'named');
  const open = (userPoolId: string) =>
    openUserPool({ region: 'us-east-1', settings: POOL_SETTINGS, directory, userPoolId, baseUrl: '' });
  const pool = await open('us-east-1_Wanted123');
  expect(pool.id).toBe('us-east-1_Wanted123');
  await pool.close();
  await expect(open('us-east-1_Other1234')).rejects.toThrow(
    'This folder holds user pool us-east-1_Wanted123',
  );
  await (await open('us-east-1_Wanted123')).close();
});

test('demo users sign in with the documented passwords, and one who was deleted comes back', async () => {
  const server = await startPool();
  const users = await addDemoUsers(server.pool);
  expect(users.map(({ username, groups }) => [username, ...groups])).toEqual([
    ['alice'],
    ['bob'],
    ['carol'],
    ['dave'],
    ['admin', 'admins'],
  ]);
  for (const { username, password } of users) {
    expect(password).toBe(demoPassword(username));
    const { AccessToken } = await signIn(server, username, password);
    const claims = await verifierOf(server).verify(AccessToken);
    expect(claims['cognito:groups']).toEqual(username === 'admin' ? ['admins'] : undefined);
  }
  await server.client.send(new AdminDeleteUserCommand({ ...server.inPool, Username: 'bob' }));
  await expect(signIn(server, 'bob', demoPassword('bob'))).rejects.toEqual(
    refusal('NotAuthorizedException', 'Incorrect username or password.'),
  );
  await addDemoUsers(server.pool);
  await expect(signIn(server, 'bob', demoPassword('bob'))).resolves.toHaveProperty('AccessToken');
  await server.stop();
});
