import {
  CfnIntegration,
  CfnIntegrationResponse,
  CfnRoute,
  CfnRouteResponse,
  type WebSocketApi,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { Construct } from 'constructs';
import type { MockRouteSpec } from '../../shared/routes.ts';

const ANY = '$default';
/** Escaped, a selection expression is a fixed word. */
const ALWAYS = `\\${ANY}`;

/** A route that API Gateway answers itself: no function runs, none is paid for. CDK's own can't set the answer. */
export class MockRoute extends Construct {
  readonly route: CfnRoute;

  constructor(scope: Construct, { api, spec }: { api: WebSocketApi; spec: MockRouteSpec }) {
    super(scope, `${spec.routeKey}-Mock`);
    const { apiId } = api;
    const integration = new CfnIntegration(this, 'Integration', {
      apiId,
      integrationType: 'MOCK',
      passthroughBehavior: 'WHEN_NO_MATCH',
      requestTemplates: { [ANY]: '{"statusCode":200}' },
      templateSelectionExpression: ALWAYS,
    });
    new CfnIntegrationResponse(this, 'IntegrationResponse', {
      apiId,
      integrationId: integration.ref,
      integrationResponseKey: ANY,
      responseTemplates: { [ANY]: spec.answer },
      templateSelectionExpression: ALWAYS,
    });
    this.route = new CfnRoute(this, 'Route', {
      apiId,
      routeKey: spec.routeKey,
      authorizationType: 'NONE',
      target: `integrations/${integration.ref}`,
      routeResponseSelectionExpression: ANY,
    });
    new CfnRouteResponse(this, 'RouteResponse', {
      apiId,
      routeId: this.route.ref,
      routeResponseKey: ANY,
    });
  }
}
