/** When a container asks Secrets Manager, and when it does not. */
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test, vi } from 'vitest';
import { apiKeys } from '../../../shared/aws/api-keys.ts';
import { keptSecret } from '../../../shared/aws/secret.ts';
import { stoppedClock } from '../../contracts/clock.ts';

const OLD = { current: 'key_old-old-old-old', webhookKey: 'whsec_of-the-webhooks' };
const NEW = { current: 'key_new-new-new-new', previous: OLD.current, webhookKey: OLD.webhookKey };
const MINUTE = 60_000;
/** What a key of `POST /publish` is good for. */
const KNOWN = { found: { name: 'publish', scopes: ['publish'] } };

const manager = mockClient(SecretsManagerClient);
const answer = (secret: object) =>
  manager.on(GetSecretValueCommand).resolves({ SecretString: JSON.stringify(secret) });
const calls = () => manager.commandCalls(GetSecretValueCommand).length;

let clock: ReturnType<typeof stoppedClock>;
const logger = { warn: vi.fn(), error: vi.fn() };
let keys: ReturnType<typeof apiKeys>;

beforeEach(() => {
  manager.reset();
  answer(OLD);
  clock = stoppedClock();
  logger.error.mockClear();
  keys = apiKeys(
    keptSecret({ client: new SecretsManagerClient({}), secretId: 'keys', clock, logger }),
    logger,
  );
});

test('a hundred requests at once make one call, and none more for five minutes', async () => {
  await Promise.all(Array.from({ length: 100 }, () => keys.find(OLD.current)));
  expect(calls()).toBe(1);
  clock.advance(5 * MINUTE - 1);
  await keys.find(OLD.current);
  expect(calls()).toBe(1);
  clock.advance(1);
  await keys.find(OLD.current);
  expect(calls()).toBe(2);
});

test('a key made a moment ago is taken at once, and so is the one before it', async () => {
  await keys.find(OLD.current);
  answer(NEW);
  await expect(keys.find(NEW.current)).resolves.toEqual(KNOWN);
  await expect(keys.find(OLD.current)).resolves.toEqual(KNOWN);
  expect(calls()).toBe(2);
});

test('wrong keys make one more call in 30 seconds, however many come', async () => {
  await keys.find(OLD.current);
  await expect(keys.find('wrong')).resolves.toEqual({});
  clock.advance(10_000);
  await expect(keys.find('wrong')).resolves.toEqual({ retryAfterMs: 20_000 });
  expect(calls()).toBe(2);
  clock.advance(20_000);
  await expect(keys.find('wrong')).resolves.toEqual({});
  expect(calls()).toBe(3);
});

test('a key of two rotations ago is refused', async () => {
  answer({ ...NEW, previous: 'key_between-between' });
  await expect(keys.find(OLD.current)).resolves.toEqual({});
});

test('while Secrets Manager is away the keys of a moment ago are taken, and it is asked again after 30 seconds', async () => {
  await keys.find(OLD.current);
  manager.on(GetSecretValueCommand).rejects(new Error('away'));
  clock.advance(5 * MINUTE);
  await expect(keys.find(OLD.current)).resolves.toEqual(KNOWN);
  await expect(keys.find(OLD.current)).resolves.toEqual(KNOWN);
  expect(calls()).toBe(2);
  expect(logger.error).toHaveBeenCalledTimes(1);
  clock.advance(30_000);
  answer(NEW);
  await keys.find(OLD.current);
  expect(calls()).toBe(3);
});

test('a container that never read the secret refuses nobody for it: it fails, and the caller tries again', async () => {
  manager.on(GetSecretValueCommand).rejects(new Error('away'));
  await expect(keys.find(OLD.current)).rejects.toThrow('away');
  answer(OLD);
  await expect(keys.find(OLD.current)).resolves.toEqual(KNOWN);
});
