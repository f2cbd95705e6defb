/** One thing dropped from the template, and the scenarios fail with a message that names it. */
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { type Assembly, readAssembly } from '../../emulator/template/assembly.ts';
import {
  all,
  type Change,
  changeTable,
  mutated,
  withoutGrant,
  withoutResource,
  withoutVariable,
  withProperty,
  withVariable,
} from './mutate.ts';
import { failureOf, type Scenario } from './scenario.ts';
import { ask } from './scenarios/ask.ts';
import { deadLetters, expiry, sweep, traces } from './scenarios/operations.ts';
import { freshRooms, rooms, signIn, strangers, talk, unknownAction } from './scenarios/people.ts';
import { publish } from './scenarios/servers.ts';

let assembly: Assembly;
beforeAll(() => {
  assembly = readAssembly(inject('cloudAssembly'));
});

/** How the scenario fails once the change is made: soon. */
const failure = (change: Change, scenario: Scenario) => failureOf(mutated(assembly, change), scenario, 4_000);
/** The same, of a change that should do no harm: with more time, so that a busy machine is none either. */
const harm = (change: Change, scenario: Scenario) => failureOf(mutated(assembly, change), scenario, 20_000);

describe('without one grant', () => {
  const denied = (name: string, action: string) =>
    new RegExp(
      `assumed-role/\\S+/messaging-dev-${name} is not authorized to perform: ${action} on resource: \\S+`,
    );

  test.each([
    ['history', 'dynamodb:Query', 'TablesMessages', talk],
    ['send-message', 'dynamodb:PutItem', 'TablesMessages', talk],
    ['connect', 'dynamodb:PutItem', 'TablesConnections', signIn],
    ['disconnect', 'dynamodb:DeleteItem', 'TablesConnections', signIn],
    ['send-message', 'execute-api:ManageConnections', 'POST', talk],
    ['list-rooms', 'dynamodb:Query', 'index/memberships', rooms],
    ['publish', 'secretsmanager:GetSecretValue', 'ApiKeysSecret', publish],
    ['rotate-secret', 'secretsmanager:PutSecretValue', 'ApiKeysSecret', publish],
    ['fanout', 'sqs:SendMessage', 'FanOutDeadLetters', deadLetters],
    ['sweeper', 'dynamodb:Scan', 'TablesConnections', sweep],
  ] as const)('%s may not %s, and that is what is said', async (name, action, on, scenario) => {
    expect(await failure(withoutGrant(name, action, on), scenario)).toMatch(denied(name, action));
  });

  test('the gateway may not invoke a function that does not permit it', async () => {
    const change = withoutResource('AWS::Lambda::Permission', '/*history"');
    expect(await failure(change, talk)).toContain(
      'apigateway.amazonaws.com is not authorized to perform: lambda:InvokeFunction on messaging-dev-history',
    );
  });

  test('nor may the clock', async () => {
    const change = withoutResource('AWS::Lambda::Permission', 'SweeperClock');
    expect(await failure(change, sweep)).toContain('events.amazonaws.com is not authorized');
  });
});

describe('without one route', () => {
  test.each([
    ['history', talk, 'history was answered'],
    ['ping', signIn, 'the pong'],
    ['$default', unknownAction, '$default'],
    ['POST /publish', publish, 'POST /publish'],
  ] as const)('%s', async (routeKey, scenario, culprit) => {
    expect(
      await failure(withoutResource('AWS::ApiGatewayV2::Route', `"RouteKey":"${routeKey}"`), scenario),
    ).toContain(culprit);
  });

  test('$connect: nobody is asked for a token', async () => {
    const change = withoutResource('AWS::ApiGatewayV2::Route', '"RouteKey":"$connect"');
    expect(await failure(change, strangers)).toContain('without a token: expected 101 to be 401');
  });

  test('a route without its response leaves the client waiting', async () => {
    const change = withoutResource('AWS::ApiGatewayV2::RouteResponse', 'sendMessage');
    expect(await failure(change, talk)).toContain('the reply to sendMessage');
  });
});

describe('without one environment variable', () => {
  test.each([
    ['connect', 'CONNECTIONS_TABLE', signIn],
    ['history', 'MESSAGES_TABLE', talk],
    ['send-message', 'MANAGEMENT_ENDPOINT', talk],
    ['send-message', 'FAN_OUT_FUNCTION', talk],
    ['publish', 'SECRET_ID', publish],
    ['authorizer', 'USER_POOL_ID', signIn],
    ['authorizer', 'USER_POOL_CLIENT_ID', signIn],
    ['sweeper', 'METRICS_SERVICE', sweep],
    ['rotate-secret', 'NODE_OPTIONS', traces],
  ] as const)('%s lacks %s, and says so', async (name, variable, scenario) => {
    const said = await failure(withoutVariable(name, variable), scenario);
    expect(said).toContain(variable);
    expect(said).toContain(name);
  });
});

describe('without one attribute of a table', () => {
  test('its sort key', async () => {
    const change = changeTable('"IndexName":"memberships"', properties => {
      properties.KeySchema = [{ AttributeName: 'PK', KeyType: 'HASH' }];
      properties.AttributeDefinitions = [
        { AttributeName: 'PK', AttributeType: 'S' },
        { AttributeName: 'userId', AttributeType: 'S' },
      ];
    });
    expect(await failure(change, talk)).toMatch(/SK|key element/);
  });

  test('its index', async () => {
    const change = changeTable('"IndexName":"memberships"', properties => {
      delete properties.GlobalSecondaryIndexes;
      properties.AttributeDefinitions = [
        { AttributeName: 'PK', AttributeType: 'S' },
        { AttributeName: 'SK', AttributeType: 'S' },
      ];
    });
    expect(await failure(change, rooms)).toMatch(/memberships|index/);
  });

  test('its expiry', async () => {
    const change = changeTable('TablesConnections', properties => {
      delete properties.TimeToLiveSpecification;
    });
    expect(await failure(change, expiry)).toMatch(
      /TablesConnections\S*: is its TimeToLiveSpecification there/,
    );
  });
});

describe('what takes a crowd or a long time on the stack as it is', () => {
  test('the pump divides a very large room among workers, and may not without its grant', async () => {
    const small = all(
      withVariable('send-message', 'DIRECT_LIMIT', '1'),
      withVariable('fanout', 'SEGMENT_CONNECTIONS', '2'),
    );
    expect(await harm(small, segmented)).toBeUndefined();
    const alone = all(small, withoutGrant('fanout', 'lambda:InvokeFunction', 'fanout'));
    expect(await failure(alone, segmented)).toMatch(
      /messaging-dev-fanout is not authorized to perform: lambda:InvokeFunction/,
    );
  });

  test('the fan-out closes a connection that takes nothing, and may not without its grant', async () => {
    // No more time than the function keeps back for itself.
    const hurried = withProperty('fanout', 'Timeout', 10);
    expect(await harm(hurried, closing)).toBeUndefined();
    const powerless = all(hurried, withoutGrant('fanout', 'execute-api:ManageConnections', 'DELETE'));
    expect(await failure(powerless, closing)).toMatch(
      /messaging-dev-fanout is not authorized to perform: execute-api/,
    );
  });
});

const segmented: Scenario = {
  name: 'a room of several segments hears a message',
  async run(backend) {
    const { sockets, leave } = await backend.crowd('arena', 5);
    const alice = await backend.connect('alice');
    await ask(alice, 'joinRoom', { room: 'arena' });
    await ask(alice, 'sendMessage', { room: 'arena', text: 'Goal!' });
    for (const socket of sockets) await socket.until(() => socket.messages.length > 0, 'the message');
    await leave();
  },
};

const closing: Scenario = {
  name: 'a connection that takes nothing is closed',
  async run(backend) {
    const room = 'slow';
    const bob = await backend.connect('bob');
    await ask(bob, 'joinRoom', { room });
    const [receiver] = (await backend.stores.connections.atMost(room, 1)) ?? [];
    if (receiver === undefined) throw new Error('bob is not in the room');
    const { userId, name, connectionId } = receiver;
    const lambda = new LambdaClient(backend.asOperator);
    await lambda.send(
      new InvokeCommand({
        FunctionName: `${backend.stackName}-fanout`,
        Payload: JSON.stringify({ kind: 'lagging', room, receivers: [{ userId, name, connectionId }] }),
      }),
    );
    await bob.until(() => bob.closed !== undefined, 'the close of a connection that takes nothing');
    lambda.destroy();
  },
};

describe('the template’s figures hold', () => {
  test('a function with no concurrency reserved to it is throttled', async () => {
    const change = withProperty('history', 'ReservedConcurrentExecutions', 0);
    expect(await failure(change, talk)).toContain('ReservedFunctionConcurrentInvocationLimitExceeded');
  });

  test('a function is cut off at its timeout', async () => {
    const change = withProperty('list-rooms', 'Timeout', 0.001);
    expect(await failure(change, rooms)).toMatch(
      /messaging-dev-list-rooms failed: .*Task timed out after 0\.00 seconds/,
    );
  });

  test('a function is cut off at its memory', async () => {
    const change = withProperty('sync', 'MemorySize', 1);
    expect(await failure(change, freshRooms)).toMatch(/messaging-dev-sync failed: .*memory/);
  });

  test('the authorizer is not asked about a client without its identity source', async () => {
    const change: Change = template => {
      for (const resource of Object.values(template.Resources))
        if (resource.Type === 'AWS::ApiGatewayV2::Authorizer')
          resource.Properties.IdentitySource = ['route.request.header.Authorization'];
    };
    expect(await failure(change, signIn)).toContain('the connection was refused');
  });

  test('the stage’s throttle limits frames', async () => {
    const change: Change = template => {
      for (const resource of Object.values(template.Resources))
        if (resource.Type === 'AWS::ApiGatewayV2::Stage' && resource.Properties.StageName === 'v1')
          resource.Properties.DefaultRouteSettings = { ThrottlingRateLimit: 0.001, ThrottlingBurstLimit: 1 };
    };
    expect(await failure(change, talk)).toContain('Limit exceeded');
  });
});
