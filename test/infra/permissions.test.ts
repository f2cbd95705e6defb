import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { ENV } from '../../shared/names.ts';
import { FUNCTIONS, type FunctionSpec, TRIGGERED } from '../../shared/routes.ts';
import { variableOf } from '../../shared/settings.ts';
import { EVERYTHING, synthesize } from './synthesize.ts';
import { ofType, type Statement, statementsByFunction, variablesOf } from './template.ts';

const stack = 'messaging-prod';
let template: ReturnType<typeof synthesize>;
let allowed: Map<string, Statement[]>;
beforeAll(() => {
  // Tracing needs `*`, which nag.test.ts knows of.
  template = synthesize({ ...EVERYTHING, tracing: '0' });
  allowed = statementsByFunction(template, stack);
});

/** Every action that the row's permissions ask for, and those on the function's own log. */
function wanted({ permissions, handler }: FunctionSpec): string[] {
  const {
    connections = [],
    messages = [],
    memberships = [],
    sockets = [],
    apiKeys,
    webhooks,
    departures,
    fanOut,
    people,
    messageHook,
  } = permissions;
  const secret = {
    read: ['GetSecretValue'],
    rotate: ['DescribeSecret', 'GetSecretValue', 'PutSecretValue', 'UpdateSecretVersionStage'],
  };
  const queue = {
    send: ['SendMessage'],
    deliver: [
      'SendMessage',
      'ReceiveMessage',
      'DeleteMessage',
      'ChangeMessageVisibility',
      'GetQueueAttributes',
    ],
  };
  const waiting = {
    'put off': ['SendMessage'],
    tell: ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'],
  };
  const failsTo = TRIGGERED.some(
    ({ trigger, handler: one }) => trigger.kind === 'fan-out' && one === handler,
  );
  return [
    'logs:CreateLogStream',
    'logs:PutLogEvents',
    ...[...connections, ...messages, ...memberships].map(action => `dynamodb:${action}`),
    ...(sockets.length > 0 ? ['execute-api:ManageConnections'] : []),
    ...(apiKeys ? secret[apiKeys].map(action => `secretsmanager:${action}`) : []),
    ...(webhooks ? queue[webhooks].map(action => `sqs:${action}`) : []),
    ...(people ? ['cognito-idp:ListUsers'] : []),
    ...(departures ? waiting[departures].map(action => `sqs:${action}`) : []),
    ...(fanOut || messageHook ? ['lambda:InvokeFunction'] : []),
    ...(failsTo ? ['sqs:SendMessage'] : []),
  ];
}

const sorted = (actions: readonly string[]) => [...new Set(actions)].sort();

describe.each(FUNCTIONS)('$handler', spec => {
  test('may do what its row says, and nothing else', () => {
    const statements = allowed.get(spec.handler) ?? [];
    expect(sorted(statements.flatMap(({ Action }) => Action))).toEqual(sorted(wanted(spec)));
  });

  test('has the variables that its permissions need, and no others', () => {
    const { permissions } = spec;
    const onTables = permissions.connections || permissions.messages;
    const names = [
      permissions.connections && ENV.connectionsTable,
      (permissions.messages || permissions.memberships) && ENV.messagesTable,
      (permissions.messages || permissions.memberships) && ENV.retentionDays,
      permissions.messages?.includes('Scan') && ENV.backupDays,
      onTables && variableOf('openRooms'),
      permissions.sockets && ENV.managementEndpoint,
      (permissions.signIn || permissions.people) && ENV.userPoolId,
      permissions.signIn && ENV.userPoolClientId,
      permissions.apiKeys === 'read' && ENV.secretId,
      permissions.webhooks && ENV.webhooksQueue,
      permissions.webhooks === 'deliver' && ENV.webhookUrls,
      permissions.departures === 'put off' && ENV.departuresQueue,
      permissions.fanOut && ENV.fanOutFunction,
      permissions.fanOut && variableOf('roomPostsPerSecond'),
      permissions.metrics && ENV.metricsService,
      permissions.messageHook && variableOf('messageHook'),
    ].filter(name => typeof name === 'string');
    const [fn] = ofType(template, 'AWS::Lambda::Function').filter(
      ({ Properties }) => Properties.FunctionName === `${stack}-${spec.handler}`,
    );
    expect(fn && variablesOf(fn).sort()).toEqual(names.sort());
  });
});

test('no statement has a wildcard, but for the connections of our own API', () => {
  for (const [handler, statements] of allowed)
    for (const { Action, Resource } of statements) {
      expect(Action.join(), handler).not.toContain('*');
      const resources = JSON.stringify(Resource);
      if (Action.includes('execute-api:ManageConnections')) {
        expect(resources, handler).toMatch(/\/v1\/(POST|GET|DELETE)\/@connections\/\*/);
        expect(resources, handler).toContain('SocketApi');
      } else expect(resources, handler).not.toContain('*');
    }
});

test('what may touch one table may not touch the other by the same statement', () => {
  for (const [handler, statements] of allowed)
    for (const { Action, Resource } of statements)
      if (Action.some(action => action.startsWith('dynamodb:'))) {
        const resources = JSON.stringify(Resource);
        expect(
          [/Connections/, /Messages/].filter(one => one.test(resources)),
          handler,
        ).toHaveLength(1);
      }
});

const trust = z.object({
  AssumeRolePolicyDocument: z.object({
    Statement: z.tuple([z.object({ Principal: z.object({ Service: z.string() }) })]),
  }),
});

test('every function has a role of its own, which only Lambda can take', () => {
  const roles = ofType(template, 'AWS::Lambda::Function').map(({ Properties }) =>
    JSON.stringify(Properties.Role),
  );
  expect(new Set(roles).size).toBe(roles.length);
  for (const { Properties } of ofType(template, 'AWS::IAM::Role')) {
    const { Statement } = trust.parse(Properties).AssumeRolePolicyDocument;
    expect(['lambda.amazonaws.com', 'apigateway.amazonaws.com']).toContain(Statement[0].Principal.Service);
  }
});

test('a function that is traced is told how many requests, and may send spans; others may not', () => {
  const traced = synthesize({ ...EVERYTHING, tracing: '0.05' });
  const may = (of: typeof template) =>
    [...statementsByFunction(of, stack).values()].filter(statements =>
      statements.some(({ Action }) => Action.includes('xray:PutTraceSegments')),
    ).length;
  const functions = ofType(traced, 'AWS::Lambda::Function');
  expect(may(traced)).toBe(functions.length);
  expect(functions.filter(fn => !variablesOf(fn).includes(ENV.traceShare))).toEqual([]);
  expect(may(template)).toBe(0);
});
