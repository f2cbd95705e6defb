import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { expect, it } from 'vitest';
import { probe } from '../../../tools/gateway-probe/functions.ts';
import * as deployed from '../../../tools/gateway-probe/lambda.ts';
import {
  AUTHORIZER,
  FUNCTION_ROUTES,
  IDENTITY_SOURCE,
  PROBE_ROUTES,
} from '../../../tools/gateway-probe/routes.ts';
import { ProbeStack } from '../../../tools/gateway-probe/stack.ts';
import { targetFrom } from './target.ts';

it('a deployed probe stage has the routes, the functions and the identity source of the local one', () => {
  const app = new App({ context: { '@aws-cdk/core:validateAgainstDefaultRules': false } });
  const code = Code.fromInline('exports.handler = async () => {}');
  const template = Template.fromStack(new ProbeStack(app, { pass: 'open sesame', code }));
  const routes = Object.values(template.findResources('AWS::ApiGatewayV2::Route'));
  expect(routes.map(({ Properties }) => Properties.RouteKey).sort()).toEqual(
    PROBE_ROUTES.map(({ routeKey }) => routeKey).sort(),
  );
  template.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', { IdentitySource: [IDENTITY_SOURCE] });
  const functions = Object.values(template.findResources('AWS::Lambda::Function'));
  expect(functions.map(({ Properties }) => Properties.Handler).sort()).toEqual(
    [...new Set([AUTHORIZER, ...FUNCTION_ROUTES].map(({ handler }) => `index.${handler}`))].sort(),
  );
  expect(Object.keys(deployed).sort()).toEqual(
    Object.keys(probe({ pass: '', post: async () => 'posted' })).sort(),
  );
});

it('a stage is entered with what its kind takes, and one without an entrance is refused with the way in', async () => {
  expect(targetFrom({})).toBeUndefined();
  expect(targetFrom({ GATEWAY_URL: 'wss://x.example/probe', GATEWAY_PASS: 'p' })).toMatchObject({
    isOurs: false,
    entrance: { kind: 'probe', pass: 'p' },
  });
  const messaging = targetFrom({ GATEWAY_URL: 'wss://x.example/v1', GATEWAY_TOKEN: 't' });
  expect(messaging?.entrance.kind === 'messaging' && (await messaging.entrance.token())).toBe('t');
  expect(() => targetFrom({ GATEWAY_URL: 'wss://x.example/v1' })).toThrow(/GATEWAY_PASS[\s\S]*GATEWAY_TOKEN/);
});
