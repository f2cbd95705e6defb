import { Duration, Stack } from 'aws-cdk-lib';
import { WebSocketApi, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Construct } from 'constructs';
import { ENV } from '../../shared/names.ts';
import type { MockRouteSpec, RouteSpec } from '../../shared/routes.ts';
import { ROUTE_SELECTION } from '../../shared/routes.ts';
import { acknowledge, reference } from '../acknowledge.ts';
import type { Settings } from '../settings.ts';
import { ACCESS_LOG_FIELDS, accessLog } from './access-log.ts';
import type { Granter, HandlerFunction } from './handler-function.ts';
import { MockRoute } from './mock-route.ts';
import type { SocketAuthorizer } from './socket-authorizer.ts';

/** Part of the URL, so it stays the same if the stack's stage is renamed. */
const STAGE = 'v1';

/** The method of the management API for each permission on connections. */
const METHODS = { post: 'POST', look: 'GET', close: 'DELETE' } as const;

const NO_AUTHORIZER =
  'The authorizer is asked once a connection, on $connect; its answer rides on every later event of the connection.';

/** The WebSocket API: its routes, its authorizer, its one stage, and what functions may do with open connections. */
export class SocketApi extends Construct implements Granter {
  readonly api: WebSocketApi;
  readonly stage: WebSocketStage;
  /** By the name of the function. */
  private readonly integrations = new Map<string, WebSocketLambdaIntegration>();

  constructor(scope: Construct, { name, settings }: { name: string; settings: Settings }) {
    super(scope, 'SocketApi');
    this.api = new WebSocketApi(this, 'Api', {
      apiName: name,
      routeSelectionExpression: ROUTE_SELECTION,
    });
    const { requestsPerSecond, burst } = settings.preset.throttle;
    this.stage = new WebSocketStage(this, 'Stage', {
      webSocketApi: this.api,
      stageName: STAGE,
      autoDeploy: true,
      throttle: { rateLimit: requestsPerSecond, burstLimit: burst },
      accessLogSettings: accessLog(this, {
        name: `${name}/sockets`,
        fields: ACCESS_LOG_FIELDS.sockets,
        settings,
      }),
    });
  }

  addRoute({ routeKey, replies }: RouteSpec, fn: HandlerFunction, authorizer: SocketAuthorizer): void {
    const route = this.api.addRoute(routeKey, {
      integration: this.integrationOf(fn),
      returnResponse: replies,
      ...(routeKey === '$connect' && { authorizer }),
    });
    if (routeKey !== '$connect') acknowledge(route, { 'AwsSolutions-APIG4': NO_AUTHORIZER });
  }

  /** One for all routes of a function: a stack may have 500 resources. */
  private integrationOf({ lambda, spec: { handler, timeoutSeconds } }: HandlerFunction) {
    const known = this.integrations.get(handler);
    if (known) return known;
    const made = new WebSocketLambdaIntegration('Integration', lambda, {
      // AWS raises an account's quota of requests by as much as its integrations' time is below the 29 s of the default.
      timeout: Duration.seconds(timeoutSeconds),
    });
    this.integrations.set(handler, made);
    return made;
  }

  addMockRoute(spec: MockRouteSpec): void {
    acknowledge(new MockRoute(this, { api: this.api, spec }), { 'AwsSolutions-APIG4': NO_AUTHORIZER });
  }

  grantTo(fn: HandlerFunction): void {
    const { sockets } = fn.spec.permissions;
    if (!sockets) return;
    fn.setVariable(ENV.managementEndpoint, this.stage.callbackUrl);
    for (const deed of sockets) {
      const method = METHODS[deed];
      const resource = `${this.api.apiId}/${STAGE}/${method}/@connections/*`;
      const arn = Stack.of(this).formatArn({ service: 'execute-api', resource });
      fn.allow(['execute-api:ManageConnections'], arn);
      const api = reference(this.api);
      acknowledge(fn, {
        [`AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:${api}/${STAGE}/${method}/@connections/*]`]:
          'Connections come and go: a policy can name the API, its stage and the method, no connection.',
      });
    }
  }
}
