/** What a rotation of the API keys, and a busy container, look like to those who publish. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../emulator/local-aws.ts';
import { post } from '../support/publisher.ts';
import { type TestServer, testServer } from '../support/server.ts';

let server: TestServer;
let manager: SecretsManagerClient;
beforeEach(async () => {
  server = await testServer();
  const { endpoint } = server.secretsManager;
  manager = new SecretsManagerClient({ endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS });
});
afterEach(() => server.close());

const secretId = () => ({ SecretId: server.secretsManager.secretId });
const secret = async () =>
  JSON.parse((await manager.send(new GetSecretValueCommand(secretId()))).SecretString ?? '');
const publish = (key: string, text: string, room = 'busy') => post(server.publish.url, key, { room, text });

async function rotate(): Promise<void> {
  const { VersionId = '' } = await manager.send(new RotateSecretCommand(secretId()));
  await expect
    .poll(
      async () => (await manager.send(new DescribeSecretCommand(secretId()))).VersionIdsToStages?.[VersionId],
      { timeout: 20_000 },
    )
    .toContain('AWSCURRENT');
}

test('50 publishes a second go on through a rotation, half of them with the old key: none is refused', async () => {
  const old = server.publish.apiKey;
  const statuses: number[] = [];
  let newest = old;
  let sent = 0;
  let enough = 200;
  const started = Date.now();
  const publisher = async () => {
    while (sent < enough) {
      const i = sent++;
      await sleep(started + i * 20 - Date.now());
      statuses.push((await publish(i % 2 ? old : newest, String(i), `busy-${i % 10}`)).status);
    }
  };
  const publishing = Promise.all(Array.from({ length: 25 }, publisher));
  await expect.poll(() => sent, { timeout: 20_000 }).toBeGreaterThan(50);
  await rotate();
  newest = (await secret()).current;
  expect(newest).not.toBe(old);
  // However slow the machine: as many come after the rotation as before it.
  enough = Math.max(enough, 2 * sent);
  await publishing;
  expect(statuses).toHaveLength(sent);
  expect(new Set(statuses)).toEqual(new Set([200]));
}, 90_000);

test('after a second rotation the first key opens nothing, and the webhooks’ key is what it was', async () => {
  const first = server.publish.apiKey;
  const { webhookKey } = await secret();
  await rotate();
  await rotate();
  const { current, previous, webhookKey: after } = await secret();
  expect(after).toBe(webhookKey);
  const statuses = [];
  for (const key of [current, previous, first]) statuses.push((await publish(key, 'x')).status);
  expect(statuses).toEqual([200, 200, 401]);
});

test('1,000 publishes through one warm container ask Secrets Manager once', async () => {
  const send = vi.spyOn(SecretsManagerClient.prototype, 'send');
  let seq = 0;
  for (let round = 0; round < 40; round += 1) {
    const some = Array.from({ length: 25 }, (_, i) => publish(server.publish.apiKey, 'x', `room-${i}`));
    for (const { status, body } of await Promise.all(some)) {
      expect(status).toBe(200);
      seq = body.seq;
    }
  }
  expect(seq).toBe(40);
  expect(send).toHaveBeenCalledTimes(1);
  send.mockRestore();
}, 90_000);

test('a secret that is put by hand after a rotation rotates again, and keeps what was put', async () => {
  await rotate();
  const keys = { reports: { key: 'key_of-the-reports-0000', scopes: ['read'] } };
  await manager.send(
    new PutSecretValueCommand({ ...secretId(), SecretString: JSON.stringify({ ...(await secret()), keys }) }),
  );
  const before = (await secret()).current;
  await rotate();
  expect(await secret()).toMatchObject({ previous: before, keys });
});
