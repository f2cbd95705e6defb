/** The main scenarios on the stack as it would be deployed. */
import { ApiGatewayManagementApiClient, GetConnectionCommand } from '@aws-sdk/client-apigatewaymanagementapi';
import { DescribeTimeToLiveCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import pMap from 'p-map';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { newId } from '../../emulator/gateway/ids.ts';
import { readAssembly } from '../../emulator/template/assembly.ts';
import { TTL_ATTRIBUTE } from '../../shared/aws/tables.ts';
import { type Backend, startBackend } from './backend.ts';
import { grantsOf, isUsed } from './grants.ts';
import { play } from './scenario.ts';
import { SCENARIOS } from './scenarios/all.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await startBackend(readAssembly(inject('cloudAssembly')));
});
afterAll(() => backend?.close());

test.each(SCENARIOS.map(scenario => [scenario.name, scenario] as const))('%s', (_, scenario) =>
  play(scenario, backend),
);

/**
 * What takes a crowd of thousands, or half a minute; mutations.test.ts makes both small. Or a race: a join that is refused
 * after it was written, which test/shared/core/rooms tries at every step. Or a leave that can't be put off, which
 * test/protocol/dropping-out.test.ts has. Or another race: a function that closes a socket and the
 * socket's own $disconnect both tell the room, and the first to come does.
 */
const ELSEWHERE = [
  /-join-rooms?: dynamodb:DeleteItem on .*Connections/,
  /-fanout: execute-api:ManageConnections on .*\/DELETE\//,
  /-fanout: lambda:InvokeFunction/,
  /-disconnect: execute-api:ManageConnections/,
  /-disconnect: dynamodb:Query on .*Connections/,
  /-disconnect: dynamodb:UpdateItem on .*Messages/,
  /-user-changed: dynamodb:Query on .*Messages/,
];

test('every grant is used by some scenario: without any one of them, one of the scenarios fails', () => {
  const unused = grantsOf(backend.deployment).filter(grant => !isUsed(grant, backend.journal.used));
  const named = unused.map(
    ({ functionName, action, resource }) => `${functionName}: ${action} on ${resource}`,
  );
  expect(named.filter(name => !ELSEWHERE.some(pattern => pattern.test(name)))).toEqual([]);
});

test('every route was taken', () => {
  const taken = new Set(backend.journal.invoked);
  const routes = backend.deployment.routes.flatMap(route => ('handler' in route ? [route.handler] : []));
  expect(routes.filter(handler => !taken.has(handler))).toEqual([]);
});

test("2,500 GETs of @connections in a breath are all answered: the stage's throttle is for its routes", async () => {
  const endpoint = backend.ready.managementUrl;
  const client = new ApiGatewayManagementApiClient({ ...backend.asOperator, endpoint, maxAttempts: 1 });
  const answers = await pMap(
    Array.from({ length: 2_500 }, newId),
    ConnectionId =>
      client
        .send(new GetConnectionCommand({ ConnectionId }))
        .catch(({ $metadata }) => $metadata.httpStatusCode),
    { concurrency: 50 },
  );
  client.destroy();
  expect(new Set(answers)).toEqual(new Set([410]));
});

test("a table of the stack tells its time to live as AWS's clients ask for it", async () => {
  const client = new DynamoDBClient(backend.asOperator);
  for (const TableName of Object.values(backend.ready.dynamodb.tables)) {
    const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName }));
    expect(TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: TTL_ATTRIBUTE });
  }
  client.destroy();
});

test('the stack, once it is destroyed, leaves nothing: each resource goes with it, and a role of the account alone stays', () => {
  const { Resources } = readAssembly(inject('cloudAssembly')).template;
  const kept = Object.values(Resources).filter(({ DeletionPolicy = '' }) =>
    DeletionPolicy.startsWith('Retain'),
  );
  expect([...new Set(kept.map(({ Type }) => Type))].sort()).toEqual([
    'AWS::ApiGateway::Account',
    'AWS::IAM::Role',
  ]);
});
