/** The main scenarios on the stack as it would be deployed. */
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { readAssembly } from '../../emulator/template/assembly.ts';
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
 * test/protocol/dropping-out.test.ts has.
 */
const ELSEWHERE = [
  /-join-rooms?: dynamodb:DeleteItem on .*Connections/,
  /-fanout: execute-api:ManageConnections on .*\/DELETE\//,
  /-fanout: lambda:InvokeFunction/,
  /-disconnect: execute-api:ManageConnections/,
  /-disconnect: dynamodb:Query on .*Connections/,
  /-disconnect: dynamodb:UpdateItem on .*Messages/,
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
