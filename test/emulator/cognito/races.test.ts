/** Straight at the API, where all calls of a batch begin in the same tick: over a socket they would come one by one. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { COGNITO_TARGET, type CognitoApi, cognitoApi } from '../../../emulator/cognito/api.ts';
import { openUserPool, type UserPool } from '../../../emulator/cognito/user-pool.ts';
import { POOL_SETTINGS } from '../../../local/pool-settings.ts';

const TEN = Array.from({ length: 10 }, (_, index) => `name-${index}`);
const WELL_SIGNED = { origin: 'http://127.0.0.1', signatureFault: async () => undefined };
let pool: UserPool;
let api: CognitoApi;

beforeAll(async () => {
  pool = await openUserPool({ region: 'us-east-1', baseUrl: 'http://localhost', settings: POOL_SETTINGS });
  api = cognitoApi(pool);
});
afterAll(() => pool.close());

const call = (operation: string, body: object) =>
  api.call(
    COGNITO_TARGET + operation,
    { UserPoolId: pool.id, ClientId: pool.clientId, ...body },
    WELL_SIGNED,
  );
const statuses = async (calls: ReturnType<typeof call>[]) =>
  (await Promise.all(calls)).map(({ status }) => status).toSorted();
const oneOfTen = [200, ...Array(9).fill(400)];

test('of ten who sign up under one name at once, one has it', async () => {
  const signUp = { Username: 'alice', Password: 'Correct-horse-1' };
  expect(await statuses(TEN.map(() => call('SignUp', signUp)))).toEqual(oneOfTen);
});

test('of ten who make one group at once, one made it', async () => {
  expect(await statuses(TEN.map(() => call('CreateGroup', { GroupName: 'admins' })))).toEqual(oneOfTen);
});

test('a user put into ten groups at once is in all ten', async () => {
  await Promise.all(TEN.map(GroupName => call('CreateGroup', { GroupName })));
  await Promise.all(TEN.map(GroupName => call('AdminAddUserToGroup', { GroupName, Username: 'alice' })));
  const { body } = await call('AdminListGroupsForUser', { Username: 'alice' });
  expect(JSON.parse(body).Groups).toHaveLength(10);
});
