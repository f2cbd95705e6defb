import { Match } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { AUTHORIZER, MOCK_ROUTES, ROUTE_SELECTION, ROUTES, TRIGGERED } from '../../shared/routes.ts';
import { EVERYTHING, synthesize } from './synthesize.ts';
import { ofType } from './template.ts';

let template: ReturnType<typeof synthesize>;
beforeAll(() => {
  template = synthesize(EVERYTHING);
});

const stack = 'messaging-prod';
const join = (...parts: unknown[]) => ({ 'Fn::Join': ['', parts] });

/** The logical id of the one function that runs the handler. */
function functionOf(handler: string): string {
  const found = template.findResources('AWS::Lambda::Function', {
    Properties: { FunctionName: `${stack}-${handler}` },
  });
  const ids = Object.keys(found);
  expect(ids, handler).toHaveLength(1);
  return ids[0] ?? '';
}

test('the API picks a route by the frame’s action', () => {
  template.hasResourceProperties('AWS::ApiGatewayV2::Api', {
    ProtocolType: 'WEBSOCKET',
    RouteSelectionExpression: ROUTE_SELECTION,
  });
});

describe.each(ROUTES)('route $routeKey', ({ routeKey, handler, memoryMb, timeoutSeconds, replies }) => {
  test(`runs ${handler}, and waits for it no longer than the route table says`, () => {
    const [route] = Object.entries(
      template.findResources('AWS::ApiGatewayV2::Route', { Properties: { RouteKey: routeKey } }),
    );
    const [integrationId] = route?.[1].Properties.Target['Fn::Join'][1].slice(1) ?? [];
    const integration = template.toJSON().Resources[integrationId.Ref];
    expect(integration.Properties).toMatchObject({
      IntegrationType: 'AWS_PROXY',
      // AWS's default of 29 s for every route would cap what the account's quota can be raised to.
      TimeoutInMillis: timeoutSeconds * 1_000,
      IntegrationUri: join(
        'arn:',
        { Ref: 'AWS::Partition' },
        ':apigateway:',
        { Ref: 'AWS::Region' },
        ':lambda:path/2015-03-31/functions/',
        { 'Fn::GetAtt': [functionOf(handler), 'Arn'] },
        '/invocations',
      ),
    });
  });

  test('API Gateway may invoke it, for this route only', () => {
    const permissions = Object.values(
      template.findResources('AWS::Lambda::Permission', {
        Properties: { FunctionName: { 'Fn::GetAtt': [functionOf(handler), 'Arn'] } },
      }),
    ).filter(({ Properties }) => JSON.stringify(Properties.SourceArn).includes(`/*${routeKey}"`));
    expect(permissions).toHaveLength(1);
    expect(permissions[0]?.Properties.Principal).toBe('apigateway.amazonaws.com');
  });

  test(replies ? 'replies to the client' : 'sends no reply', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Route', {
      RouteKey: routeKey,
      RouteResponseSelectionExpression: replies ? '$default' : Match.absent(),
    });
  });

  test('has the time and at least the memory of the route table', () => {
    const { Timeout, MemorySize, Runtime, Architectures } =
      template.toJSON().Resources[functionOf(handler)].Properties;
    expect({ Timeout, Runtime, Architectures }).toEqual({
      Timeout: timeoutSeconds,
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
    });
    expect(MemorySize).toBeGreaterThanOrEqual(memoryMb);
  });
});

test('nothing is routed that the table does not list', () => {
  const keys = ofType(template, 'AWS::ApiGatewayV2::Route').map(({ Properties }) => Properties.RouteKey);
  const http = TRIGGERED.flatMap(({ trigger }) =>
    trigger.kind === 'http' ? trigger.routes.map(({ method, path }) => `${method} ${path}`) : [],
  );
  expect(keys.sort()).toEqual(
    [...ROUTES, ...MOCK_ROUTES]
      .map(({ routeKey }) => routeKey)
      .concat(http)
      .sort(),
  );
});

test('of all functions, only the fan-out and the webhooks may start themselves again and again', () => {
  const loops = ofType(template, 'AWS::Lambda::Function').map(({ Properties }) => [
    Properties.FunctionName,
    Properties.RecursiveLoop,
  ]);
  expect(loops.filter(([, loop]) => loop === 'Allow').map(([name]) => name)).toEqual([
    `${stack}-fanout`,
    `${stack}-webhooks`,
  ]);
  expect(loops.filter(([, loop]) => loop !== 'Allow').map(([, loop]) => loop)).toEqual(
    loops.slice(2).map(() => 'Terminate'),
  );
});

test('a ping gets its reply without a function', () => {
  template.hasResourceProperties('AWS::ApiGatewayV2::Integration', { IntegrationType: 'MOCK' });
  template.hasResourceProperties('AWS::ApiGatewayV2::IntegrationResponse', {
    IntegrationResponseKey: '$default',
    ResponseTemplates: { $default: '{"type":"pong"}' },
  });
  template.hasResourceProperties('AWS::ApiGatewayV2::Route', {
    RouteKey: 'ping',
    RouteResponseSelectionExpression: '$default',
  });
});

test('only $connect asks the authorizer, which takes a token from any of its three places', () => {
  template.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
    AuthorizerType: 'REQUEST',
    // With an identity source, API Gateway would refuse a token that is sent another way.
    IdentitySource: Match.absent(),
    AuthorizerUri: join(
      'arn:',
      { Ref: 'AWS::Partition' },
      ':apigateway:',
      { Ref: 'AWS::Region' },
      ':lambda:path/2015-03-31/functions/',
      { 'Fn::GetAtt': [functionOf(AUTHORIZER.handler), 'Arn'] },
      '/invocations',
    ),
  });
  const authorized = template.findResources('AWS::ApiGatewayV2::Route', {
    Properties: { AuthorizationType: 'CUSTOM' },
  });
  expect(Object.values(authorized).map(({ Properties }) => Properties.RouteKey)).toEqual(['$connect']);
});

const accessLog = z.object({ AccessLogSettings: z.object({ Format: z.string() }) });

test('the access log keeps no query string, no path and no header', () => {
  for (const { Properties } of ofType(template, 'AWS::ApiGatewayV2::Stage')) {
    const { Format } = accessLog.parse(Properties).AccessLogSettings;
    expect(Format).toContain('$context.requestId');
    expect(Format).not.toMatch(/querystring|path|header|authorizer\.(?!principalId|status|latency)/i);
  }
});
