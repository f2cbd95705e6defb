/** Groups of the user pool whose names are unusual, as their members find them to work. */
import {
  AdminAddUserToGroupCommand,
  CognitoIdentityProviderClient,
  CreateGroupCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, expect, test } from 'vitest';
import { LOCAL_CREDENTIALS } from '../../emulator/local-aws.ts';
import { connectionOf, parseSocketEvent } from '../../handlers/events.ts';
import { testServer } from '../support/server.ts';
import { signIn } from '../support/sign-in.ts';
import { Socket } from '../support/socket.ts';

const server = await testServer();
const { endpoint, region, userPoolId: UserPoolId } = server.cognito;
const cognito = new CognitoIdentityProviderClient({ endpoint, region, credentials: LOCAL_CREDENTIALS });
afterAll(async () => {
  cognito.destroy();
  await server.close();
});

async function join(Username: string, GroupName: string): Promise<Socket> {
  await cognito.send(new CreateGroupCommand({ UserPoolId, GroupName }));
  await cognito.send(new AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName }));
  return Socket.open(server.socketUrl, await signIn(server.cognito, Username));
}

test.each([
  ['alice', 'x,admins'],
  ['bob', 'admins,'],
  ['carol', '["admins"]'],
  ['dave', 'x","admins'],
])('%s in the group %s is no administrator', async (username, group) => {
  const socket = await join(username, group);
  expect(await socket.ask('adminStats')).toMatchObject({ type: 'error', code: 'FORBIDDEN' });
  await socket.close();
});

test('an administrator is one, whatever other group they are in', async () => {
  const socket = await join('admin', 'of-all,"none"');
  expect(await socket.ask('adminDisconnect', { userId: 'nobody' })).toMatchObject({ type: 'ok' });
  await socket.close();
});

test.each([
  ['text with commas, as older connections have it', 'x,admins', []],
  ['a name as JSON', '"admins"', []],
  ['an object', '{"0":"admins","length":1}', []],
  ['a list within a list', '[["admins"]]', []],
  ['a list with more than names', '[7,null,{"a":1},"guests"]', ['guests']],
  ['nothing', '', []],
])('groups that travel as %s make nobody an administrator', (_, groups, expected) => {
  const requestContext = {
    connectionId: 'c',
    requestId: 'r',
    connectedAt: 1,
    requestTimeEpoch: 1,
    authorizer: { userId: 'u', name: 'n', groups, exp: '9' },
  };
  expect(connectionOf(parseSocketEvent({ requestContext })).groups).toEqual(expected);
});
