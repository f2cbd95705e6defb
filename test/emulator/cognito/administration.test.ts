import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  AdminRemoveUserFromGroupCommand,
  AdminResetUserPasswordCommand,
  AdminSetUserPasswordCommand,
  AdminUpdateUserAttributesCommand,
  ConfirmForgotPasswordCommand,
  CreateGroupCommand,
  DescribeUserPoolClientCommand,
  DescribeUserPoolCommand,
  ForgotPasswordCommand,
  GetGroupCommand,
  ListGroupsCommand,
  ListUserPoolClientsCommand,
  ListUserPoolsCommand,
  ListUsersCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addUser, type PoolServer, refusal, signIn, startPool } from './pool-server.ts';

const noUser = refusal('UserNotFoundException', 'User does not exist.');
const noGroup = refusal('ResourceNotFoundException', 'Group not found.');
let server: PoolServer;

beforeAll(async () => {
  server = await startPool();
});
afterAll(() => server.stop());

const of = (Username: string) => ({ ...server.inPool, Username });

describe('users', () => {
  const create = (Username: string, more: { TemporaryPassword?: string; MessageAction?: 'SUPPRESS' } = {}) =>
    server.client.send(
      new AdminCreateUserCommand({
        ...of(Username),
        UserAttributes: [{ Name: 'email', Value: `${Username}@example.com` }],
        ...more,
      }),
    );

  test('one who is made must change the password, and is found by name and by sub', async () => {
    const { User } = await create('alice', { TemporaryPassword: 'Temporary-1' });
    expect(User).toMatchObject({
      Username: 'alice',
      Enabled: true,
      UserStatus: 'FORCE_CHANGE_PASSWORD',
      UserCreateDate: expect.any(Date),
    });
    const sub = User?.Attributes?.find(({ Name }) => Name === 'sub')?.Value ?? '';
    const byName = await server.client.send(new AdminGetUserCommand(of('alice')));
    const bySub = await server.client.send(new AdminGetUserCommand(of(sub)));
    expect(byName).toMatchObject({
      Username: 'alice',
      UserAttributes: [
        { Name: 'sub', Value: sub },
        { Name: 'email', Value: 'alice@example.com' },
      ],
    });
    expect(bySub.Username).toBe('alice');
  });

  test('one made twice is refused', async () => {
    await create('bob');
    await expect(create('bob')).rejects.toEqual(
      refusal('UsernameExistsException', 'User account already exists'),
    );
  });

  test('a made-up password is mailed, unless that is suppressed', async () => {
    await create('carol');
    await create('dave', { MessageAction: 'SUPPRESS' });
    expect(server.codeOf('carol')).toMatch(/^.{8,}$/);
    expect(server.codeOf('dave')).toBe('none');
  });

  test('weak passwords are refused, in the words of each operation', async () => {
    await expect(create('erin', { TemporaryPassword: 'weak' })).rejects.toEqual(
      refusal(
        'InvalidPasswordException',
        'Password did not conform with password policy: Password not long enough',
      ),
    );
    const set = { ...of('alice'), Password: 'alllowercase', Permanent: true };
    await expect(server.client.send(new AdminSetUserPasswordCommand(set))).rejects.toEqual(
      refusal(
        'InvalidPasswordException',
        'Password does not conform to policy: Password must have uppercase characters',
      ),
    );
  });

  test('one who is deleted is gone, and the name is free again', async () => {
    await create('frank');
    await server.client.send(new AdminDeleteUserCommand(of('frank')));
    await expect(server.client.send(new AdminGetUserCommand(of('frank')))).rejects.toEqual(noUser);
    await expect(server.client.send(new AdminDeleteUserCommand(of('frank')))).rejects.toEqual(noUser);
    await expect(create('frank')).resolves.toHaveProperty('User.Username', 'frank');
  });

  test('one who is disabled is shown so', async () => {
    await create('grace');
    await server.client.send(new AdminDisableUserCommand(of('grace')));
    await expect(server.client.send(new AdminGetUserCommand(of('grace')))).resolves.toMatchObject({
      Enabled: false,
    });
    await expect(server.client.send(new AdminDisableUserCommand(of('nobody')))).rejects.toEqual(noUser);
  });

  test('another pool is told that it does not exist', async () => {
    const elsewhere = { UserPoolId: 'us-east-1_Elsewhere', Username: 'alice' };
    await expect(server.client.send(new AdminGetUserCommand(elsewhere))).rejects.toEqual(
      refusal('ResourceNotFoundException', 'User pool us-east-1_Elsewhere does not exist.'),
    );
  });
});

describe('lists of users', () => {
  let crowd: PoolServer;
  let subOfSeven: string | undefined;
  const list = (more: { Filter?: string; Limit?: number; PaginationToken?: string } = {}) =>
    crowd.client.send(new ListUsersCommand({ ...crowd.inPool, ...more }));
  const names = async (Filter: string) => (await list({ Filter })).Users?.map(({ Username }) => Username);

  beforeAll(async () => {
    crowd = await startPool();
    for (let index = 0; index < 8; index += 1) subOfSeven = await addUser(crowd, `user-${index}`);
    await crowd.client.send(
      new AdminCreateUserCommand({
        ...crowd.inPool,
        Username: 'zoë"z"',
        UserAttributes: [{ Name: 'email', Value: 'zoe@example.com' }],
      }),
    );
  });
  afterAll(() => crowd.stop());

  test('come in pages that together hold everybody once', async () => {
    const seen: (string | undefined)[] = [];
    const sizes: number[] = [];
    let PaginationToken: string | undefined;
    do {
      const page = await list({ Limit: 4, ...(PaginationToken && { PaginationToken }) });
      seen.push(...(page.Users ?? []).map(({ Username }) => Username));
      sizes.push(page.Users?.length ?? 0);
      PaginationToken = page.PaginationToken;
    } while (PaginationToken);
    expect(sizes).toEqual([4, 4, 1]);
    expect(seen).toEqual([...Array.from({ length: 8 }, (_, index) => `user-${index}`), 'zoë"z"']);
  });

  test('end without a token if the last page is exactly full', async () => {
    await expect(list({ Limit: 9 })).resolves.not.toHaveProperty('PaginationToken', expect.anything());
  });

  test('are filtered by name, sub and address, in whole or by their beginning', async () => {
    expect(await names('username = "user-3"')).toEqual(['user-3']);
    expect(await names('username ^= "user-"')).toHaveLength(8);
    expect(await names(`sub = "${subOfSeven}"`)).toEqual(['user-7']);
    expect(await names('email ^= "zoe@"')).toEqual(['zoë"z"']);
    expect(await names('username="zoë\\"z\\""')).toEqual(['zoë"z"']);
    expect(await names('email = "nobody@example.com"')).toEqual([]);
  });

  test('refuse a filter or a token that can not be read', async () => {
    await expect(list({ Filter: 'username like "a"' })).rejects.toEqual(
      refusal('InvalidParameterException', 'Error while parsing filter.'),
    );
    await expect(list({ Filter: 'constructor = "a"' })).rejects.toEqual(
      refusal('InvalidParameterException', 'Filtering by constructor is not supported.'),
    );
    await expect(list({ PaginationToken: '!' })).rejects.toEqual(
      refusal('InvalidParameterException', 'Invalid pagination token'),
    );
  });

  test('show only the attributes that were asked for', async () => {
    const AttributesToGet = ['email'];
    const { Users } = await crowd.client.send(
      new ListUsersCommand({ ...crowd.inPool, Filter: 'username ^= "zo"', AttributesToGet }),
    );
    expect(Users?.[0]?.Attributes).toEqual([{ Name: 'email', Value: 'zoe@example.com' }]);
  });
});

describe('groups', () => {
  const group = (GroupName: string) => ({ ...server.inPool, GroupName });
  const groupsOf = async (Username: string) => {
    const { Groups } = await server.client.send(new AdminListGroupsForUserCommand(of(Username)));
    return Groups?.map(({ GroupName }) => GroupName);
  };

  test('are made once, and read back', async () => {
    const made = { ...group('admins'), Description: 'They may.', Precedence: 0 };
    await server.client.send(new CreateGroupCommand(made));
    await expect(server.client.send(new CreateGroupCommand(made))).rejects.toEqual(
      refusal('GroupExistsException', 'A group with the name already exists.'),
    );
    const { Group } = await server.client.send(new GetGroupCommand(group('admins')));
    expect(Group).toMatchObject({
      ...made,
      CreationDate: expect.any(Date),
      LastModifiedDate: expect.any(Date),
    });
    await expect(server.client.send(new GetGroupCommand(group('nothing')))).rejects.toEqual(noGroup);
  });

  test('are listed in pages', async () => {
    await server.client.send(new CreateGroupCommand(group('moderators')));
    const first = await server.client.send(new ListGroupsCommand({ ...server.inPool, Limit: 1 }));
    const { NextToken } = first;
    const rest = await server.client.send(new ListGroupsCommand({ ...server.inPool, NextToken }));
    expect([first, rest].map(({ Groups }) => Groups?.map(({ GroupName }) => GroupName))).toEqual([
      ['admins'],
      ['moderators'],
    ]);
    expect(rest.NextToken).toBeUndefined();
  });

  test('take users in and let them go', async () => {
    await addUser(server, 'heidi');
    const membership = (GroupName: string) => ({ ...of('heidi'), GroupName });
    for (const name of ['moderators', 'admins', 'admins'])
      await server.client.send(new AdminAddUserToGroupCommand(membership(name)));
    expect(await groupsOf('heidi')).toEqual(['admins', 'moderators']);
    await server.client.send(new AdminRemoveUserFromGroupCommand(membership('admins')));
    expect(await groupsOf('heidi')).toEqual(['moderators']);
  });

  test('refuse strangers, and a group that is not there takes nobody', async () => {
    const add = (Username: string, GroupName: string) =>
      server.client.send(new AdminAddUserToGroupCommand({ ...of(Username), GroupName }));
    await expect(add('nobody', 'admins')).rejects.toEqual(noUser);
    await expect(add('heidi', 'nothing')).rejects.toEqual(noGroup);
  });
});

describe('a password that an administrator resets', () => {
  const Username = 'rita';
  const send = () => server.client.send(new AdminResetUserPasswordCommand({ ...server.inPool, Username }));

  test('signs in no more; the code that was mailed sets another, once', async () => {
    const email = [
      { Name: 'email', Value: 'rita@example.com' },
      { Name: 'email_verified', Value: 'true' },
    ];
    await addUser(server, Username);
    await expect(send()).rejects.toHaveProperty('name', 'InvalidParameterException');
    await expect(signIn(server, Username)).resolves.toHaveProperty('AccessToken');
    await server.client.send(
      new AdminUpdateUserAttributesCommand({ ...server.inPool, Username, UserAttributes: email }),
    );
    await send();
    await expect(signIn(server, Username)).rejects.toEqual(
      refusal('PasswordResetRequiredException', 'Password reset required for the user'),
    );
    const confirmed = {
      ...server.ofClient,
      Username,
      Password: 'Battery-staple-2',
      ConfirmationCode: server.codeOf(Username),
    };
    await server.client.send(new ConfirmForgotPasswordCommand(confirmed));
    await expect(signIn(server, Username, 'Battery-staple-2')).resolves.toHaveProperty('AccessToken');
    await expect(server.client.send(new ConfirmForgotPasswordCommand(confirmed))).rejects.toEqual(
      refusal('ExpiredCodeException', 'Invalid code provided, please request a code again.'),
    );
  });

  test('a name that nobody has is told what everyone is told', async () => {
    const { CodeDeliveryDetails } = await server.client.send(
      new ForgotPasswordCommand({ ...server.ofClient, Username: 'nobody' }),
    );
    expect(CodeDeliveryDetails).toMatchObject({ AttributeName: 'email', DeliveryMedium: 'EMAIL' });
  });
});

describe('the pool', () => {
  test('describes itself and its client', async () => {
    expect(server.pool.id).toMatch(/^us-east-1_[A-Za-z0-9]{9}$/);
    expect(server.pool.clientId).toMatch(/^[a-z0-9]{26}$/);
    const pool = await server.client.send(new DescribeUserPoolCommand(server.inPool));
    expect(pool.UserPool).toMatchObject({
      Id: server.pool.id,
      Policies: { PasswordPolicy: { MinimumLength: 10, RequireSymbols: true } },
      EstimatedNumberOfUsers: expect.any(Number),
    });
    const client = await server.client.send(
      new DescribeUserPoolClientCommand({ ...server.inPool, ...server.ofClient }),
    );
    expect(client.UserPoolClient).toMatchObject({
      ...server.ofClient,
      ...server.inPool,
      ExplicitAuthFlows: expect.arrayContaining(['ALLOW_USER_PASSWORD_AUTH']),
    });
    await expect(
      server.client.send(new DescribeUserPoolClientCommand({ ...server.inPool, ClientId: 'another' })),
    ).rejects.toEqual(refusal('ResourceNotFoundException', 'User pool client another does not exist.'));
  });

  test('is the one in the list, and so is its client', async () => {
    const pools = await server.client.send(new ListUserPoolsCommand({ MaxResults: 10 }));
    expect(pools.UserPools?.map(({ Id }) => Id)).toEqual([server.pool.id]);
    const clients = await server.client.send(new ListUserPoolClientsCommand(server.inPool));
    expect(clients.UserPoolClients).toMatchObject([{ ...server.inPool, ...server.ofClient }]);
  });
});
