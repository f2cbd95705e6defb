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
/** API Gateway takes an escaped selection expression as a constant. */
const ALWAYS = `\\${ANY}`;

/** A route that API Gateway replies to itself, so that no function runs or is paid for. CDK's own mock can't set the reply. */
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
