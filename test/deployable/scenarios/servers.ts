/** What other servers do: publish with an API key, which rotates. */
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { decodeJwt } from 'jose';
import { expect } from 'vitest';
import * as z from 'zod';
import type { OperationName } from '../../../shared/protocol/operations.ts';
import { addKeys, call } from '../../support/server-api.ts';
import type { Backend } from '../backend.ts';
import type { Scenario } from '../scenario.ts';
import { ask, pushed } from './ask.ts';

const secretString = z.object({ current: z.string(), previous: z.string(), webhookKey: z.string() });

export async function publishTo(
  { ready }: Backend,
  key: string,
  body: object,
): Promise<{ status: number; text: string }> {
  const response = await fetch(ready.publish.url, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, text: await response.text() };
}

export const publish: Scenario = {
  name: 'a server publishes with its API key',
  async run(backend) {
    const room = 'news';
    const alice = await backend.connect('alice');
    await ask(alice, 'joinRoom', { room });
    await backend.haunt(room);
    const published = await publishTo(backend, backend.ready.publish.apiKey, { room, text: 'Extra!' });
    expect(published, 'POST /publish').toMatchObject({ status: 200 });
    expect(await pushed(alice, 'message', room)).toMatchObject({ text: 'Extra!' });
    await alice.close();
  },
};

const KEY = 'key_of-the-operator';

/** What an operation answers, with a key that may do everything. */
export async function operate({ ready }: Backend, name: OperationName, input: Record<string, unknown>) {
  const { status, body } = await call({ url: ready.httpUrl, apiKey: KEY }, name, input);
  expect(status, `${name}: ${JSON.stringify(body)}`).toBe(200);
  return body;
}

export const serverApi: Scenario = {
  name: 'a server makes a room, speaks in it, sees and changes who is there, and ends it',
  async run(backend) {
    const room = 'office';
    const scopes = ['publish', 'read', 'manage'] as const;
    await addKeys(backend.ready.secretsManager, { operator: { key: KEY, scopes } });
    const { sub: userId } = decodeJwt(await backend.token('alice'));
    const alice = await backend.connect('alice');
    await operate(backend, 'createRoom', { room, kind: 'private', members: [userId] });
    await ask(alice, 'joinRoom', { room });
    await backend.haunt(room);
    await operate(backend, 'publish', { room, text: 'Welcome' });
    expect(await pushed(alice, 'message', room)).toMatchObject({ text: 'Welcome' });
    await operate(backend, 'editMessage', { room, seq: 1, text: 'Welcome!' });
    await operate(backend, 'markRead', { room, userId, seq: 1 });
    await operate(backend, 'presence', { room });
    await operate(backend, 'updateRoom', { room, name: 'The office' });
    const { link } = await operate(backend, 'createLink', { room, uses: 1, until: Date.now() + 60_000 });
    expect((await operate(backend, 'listLinks', { room })).links).toHaveLength(1);
    await operate(backend, 'revokeLink', { room, link });
    await operate(backend, 'discoverRooms', { prefix: 'off' });
    await operate(backend, 'setProfile', { userId, status: 'At work' });
    await operate(backend, 'setRole', { room, userId, role: 'readonly' });
    expect(await operate(backend, 'getRoom', { room })).toMatchObject({ details: { name: 'The office' } });
    expect((await operate(backend, 'history', { room })).messages).toHaveLength(3);
    await operate(backend, 'deleteMessage', { room, seq: 1 });
    await operate(backend, 'createRoom', { room: 'moved', kind: 'private' });
    const old = { from: { userId, name: 'alice' }, sentAt: Date.now() - 1_000, text: 'Long ago' };
    await operate(backend, 'importMessages', { room: 'moved', after: 0, batch: [old] });
    expect((await operate(backend, 'listMembers', { room })).members).toHaveLength(2);
    expect((await operate(backend, 'listRooms', { userId })).rooms).toContainEqual(
      expect.objectContaining({ room, readonly: true }),
    );
    await operate(backend, 'listInvitations', { userId });
    expect((await operate(backend, 'exportUser', { userId })).rows).not.toHaveLength(0);
    expect((await operate(backend, 'getUsers', { userIds: [userId] })).users).toHaveLength(1);
    await operate(backend, 'findUsers', { prefix: 'al' });
    await operate(backend, 'blockUser', { userId, blocked: 'somebody-else' });
    expect((await operate(backend, 'listBlocked', { userId })).users).toHaveLength(1);
    await operate(backend, 'unblockUser', { userId, blocked: 'somebody-else' });
    await operate(backend, 'eraseUser', { userId: 'somebody-else' });
    await operate(backend, 'removeMember', { room, userId });
    expect(await alice.ask('joinRoom', { room })).toMatchObject({ code: 'NOT_FOUND' });
    await operate(backend, 'deleteRoom', { room });
    expect((await operate(backend, 'stats', {})).connections).toBeGreaterThan(0);
    expect((await operate(backend, 'listConnections', { userId })).connections).toHaveLength(1);
    expect(await operate(backend, 'disconnect', { userId })).toMatchObject({ disconnected: 1 });
    await alice.until(() => alice.closed !== undefined, 'the close of the disconnected connection');
  },
};

export const rotation: Scenario = {
  name: 'the API key rotates, and the old one is good until the next rotation; a stranger’s never was',
  async run(backend) {
    const client = new SecretsManagerClient(backend.asOperator);
    const SecretId = backend.ready.secretsManager.secretId;
    const old = backend.ready.publish.apiKey;
    await client.send(new RotateSecretCommand({ SecretId }));
    const pending = async () => {
      const { VersionIdsToStages = {} } = await client.send(new DescribeSecretCommand({ SecretId }));
      return Object.values(VersionIdsToStages).filter(
        stages => stages.includes('AWSPENDING') && !stages.includes('AWSCURRENT'),
      );
    };
    await expect
      .poll(pending, { timeout: 10_000, message: 'the version that the rotation makes' })
      .toEqual([]);
    const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId }));
    const { current, previous } = secretString.parse(JSON.parse(SecretString));
    expect(previous).toBe(old);
    expect(current).not.toBe(old);
    for (const key of [old, current])
      expect(await publishTo(backend, key, { room: 'keys', text: 'Still here' })).toMatchObject({
        status: 200,
      });
    const stranger = await publishTo(backend, 'key_of-a-stranger-0000', { room: 'keys', text: 'No!' });
    expect(stranger.status, 'with a stranger’s key').toBe(401);
    client.destroy();
  },
};
