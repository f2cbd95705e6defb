import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { AdminCreateUserCommand, AdminGetUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { prune } from '../../../tools/users/prune.ts';
import { type PoolServer, startPool } from '../../emulator/cognito/pool-server.ts';

const DAY_MS = 86_400_000;
const NOW = Date.now();
let today = NOW - 400 * DAY_MS;
let server: PoolServer;

const create = (Username: string) =>
  server.client.send(
    new AdminCreateUserCommand({ UserPoolId: server.pool.id, Username, MessageAction: 'SUPPRESS' }),
  );
const isEnabled = async (Username: string) =>
  (await server.client.send(new AdminGetUserCommand({ UserPoolId: server.pool.id, Username }))).Enabled;

beforeAll(async () => {
  server = await startPool({ now: () => today });
  // More than one page.
  for (let index = 0; index < 70; index += 1) await create(`old-${String(index).padStart(2, '0')}`);
  await create('regular');
  today = NOW - 10 * DAY_MS;
  await server.pool.users.signedIn(await server.pool.users.get('regular'));
  await create('newcomer');
  today = NOW;
});
afterAll(() => server.stop());

const options = () => ({
  client: server.client,
  userPoolId: server.pool.id,
  inactiveMs: 180 * DAY_MS,
  perSecond: 10_000,
  now: () => NOW,
});

describe('users:prune', () => {
  test('lists who has not signed in for so long, of all pages, and changes nothing', async () => {
    const { looked, inactive } = await prune({ ...options(), disable: false });
    expect(looked).toBe(72);
    expect(inactive).toHaveLength(70);
    expect(inactive.map(({ username }) => username)).not.toContain('regular');
    expect(inactive.every(({ neverSignedIn }) => neverSignedIn)).toBe(true);
    expect(await isEnabled('old-00')).toBe(true);
  });

  test('as a command: prints what it found as JSON, and refuses a time that would hit the active', async () => {
    const run = (...args: string[]) =>
      promisify(execFile)(process.execPath, [
        ...['--import', 'tsx', 'tools/users/main.ts', '--pool', server.pool.id, '--endpoint', server.url],
        ...args,
      ]);
    const { stdout } = await run('--inactive', '399d', '--json', '--rate', '20', '--dry-run');
    expect(JSON.parse(stdout)).toMatchObject({ inactiveDays: 399, looked: 72 });
    await expect(run('--inactive', '30d')).rejects.toMatchObject({
      stderr: expect.stringContaining('At least 31d'),
    });
  });

  test('on --yes disables them, once', async () => {
    const { inactive } = await prune({ ...options(), disable: true });
    expect(inactive).toHaveLength(70);
    expect([await isEnabled('old-69'), await isEnabled('regular'), await isEnabled('newcomer')]).toEqual([
      false,
      true,
      true,
    ]);
    expect((await prune({ ...options(), disable: true })).inactive).toEqual([]);
  });
});
