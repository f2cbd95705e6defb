/** The WebSocket API: its routes with what answers them, its authorizer, its stage and its throttle. */
import * as z from 'zod';
import { apiArn, SOCKET_API_ID } from '../arns.ts';
import type { FunctionRoute, Route } from '../gateway/routes.ts';
import type { FindFunction, TemplateFunction } from './functions.ts';
import type { Stack } from './stack.ts';

const ofApi = z.object({ ApiId: z.string() });
const templates = z.record(z.string(), z.string());

const api = z.object({ ProtocolType: z.string(), RouteSelectionExpression: z.string().optional() });
const route = ofApi.extend({
  RouteKey: z.string(),
  Target: z.string(),
  AuthorizationType: z.string().default('NONE'),
  AuthorizerId: z.string().optional(),
  RouteResponseSelectionExpression: z.string().optional(),
});
const integration = ofApi.extend({ IntegrationType: z.string(), IntegrationUri: z.string().optional() });
const integrationResponse = ofApi.extend({
  IntegrationId: z.string(),
  ResponseTemplates: templates.default({}),
});
const authorizer = ofApi.extend({
  AuthorizerUri: z.string(),
  IdentitySource: z.array(z.string()).default([]),
});
const stage = ofApi.extend({
  StageName: z.string(),
  DefaultRouteSettings: z
    .object({
      ThrottlingRateLimit: z.coerce.number().optional(),
      ThrottlingBurstLimit: z.coerce.number().optional(),
    })
    .default({}),
});

/** The only way of selecting a route that the gateway here knows. */
const BY_ACTION = '$request.body.action';
const ANY = '$default';

export interface SocketApi {
  readonly stage: string;
  /** Of its routes together: AWS does not say that each has one of its own. */
  readonly throttle: { readonly perSecond: number | undefined; readonly burst: number | undefined };
  readonly routes: readonly Route[];
  readonly authorizer: TemplateFunction | undefined;
  readonly identitySources: readonly string[];
  /** The ARN that API Gateway invokes a function in the name of. */
  sourceArn(routeKey: string | undefined): string;
}

export function socketApiOf(stack: Stack, functionOf: FindFunction): SocketApi {
  const own = <T extends { ApiId: string }>(type: string, schema: z.ZodType<T>) =>
    stack.read(`AWS::ApiGatewayV2::${type}`, schema).filter(({ ApiId }) => ApiId === SOCKET_API_ID);
  const [socketApi] = stack
    .read('AWS::ApiGatewayV2::Api', api)
    .filter(({ ProtocolType }) => ProtocolType === 'WEBSOCKET');
  const [deployed] = own('Stage', stage);
  if (!socketApi || !deployed) throw new Error('the template has no WebSocket API with a stage');
  if (socketApi.RouteSelectionExpression !== BY_ACTION)
    throw new Error(`routes are selected by ${BY_ACTION} here, not by ${socketApi.RouteSelectionExpression}`);

  const integrations = new Map(own('Integration', integration).map(one => [one.logicalId, one]));
  const mockAnswers = new Map(
    own('IntegrationResponse', integrationResponse).map(one => [
      one.IntegrationId,
      one.ResponseTemplates[ANY],
    ]),
  );
  const answered = new Set(
    own('RouteResponse', ofApi.extend({ RouteId: z.string() })).map(({ RouteId }) => RouteId),
  );
  const routes = own('Route', route);

  function readRoute({ logicalId, RouteKey: routeKey, Target, ...rest }: (typeof routes)[number]): Route[] {
    const integrationId = Target.replace(/^integrations\//, '');
    const found = integrations.get(integrationId);
    // What is told to the client takes both: the selection, and the response that it selects.
    const replies = rest.RouteResponseSelectionExpression === ANY && answered.has(logicalId);
    if (found?.IntegrationType === 'MOCK') {
      const answer = mockAnswers.get(integrationId);
      return replies && answer !== undefined ? [{ routeKey, answer }] : [];
    }
    if (found?.IntegrationType !== 'AWS_PROXY' || found.IntegrationUri === undefined)
      throw new Error(`route ${routeKey}: an integration ${found?.IntegrationType} is not known here`);
    return [{ ...functionOf(found.IntegrationUri), routeKey, replies } satisfies FunctionRoute];
  }

  const connect = routes.find(({ RouteKey }) => RouteKey === '$connect');
  const asked = own('Authorizer', authorizer).find(({ logicalId }) => logicalId === connect?.AuthorizerId);
  const guarded = connect?.AuthorizationType === 'CUSTOM' ? asked : undefined;
  return {
    stage: deployed.StageName,
    throttle: {
      perSecond: deployed.DefaultRouteSettings.ThrottlingRateLimit,
      burst: deployed.DefaultRouteSettings.ThrottlingBurstLimit,
    },
    routes: routes.flatMap(readRoute),
    authorizer: guarded && functionOf(guarded.AuthorizerUri),
    identitySources: guarded?.IdentitySource ?? [],
    sourceArn: routeKey =>
      apiArn(
        SOCKET_API_ID,
        routeKey === undefined ? `authorizers/${guarded?.logicalId}` : `${deployed.StageName}/${routeKey}`,
      ),
  };
}
