/** A probe stage on AWS: the same routes and functions as here. It costs nothing while nobody calls it. */
import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { WebSocketApi, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { WebSocketLambdaAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Architecture, type Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { MockRoute } from '../../infra/constructs/mock-route.ts';
import { ROUTE_SELECTION } from '../../shared/routes.ts';
import { AUTHORIZER, FUNCTION_ROUTES, IDENTITY_SOURCE, MOCK_ROUTE } from './routes.ts';

export class ProbeStack extends Stack {
  constructor(scope: Construct, { pass, code }: { pass: string; code: Code }) {
    super(scope, 'gateway-probe', {
      description:
        'The contract of API Gateway, to be tried: npx vitest run test/contracts/gateway --reporter=verbose',
    });
    const api = new WebSocketApi(this, 'Api', { routeSelectionExpression: ROUTE_SELECTION });
    const stage = new WebSocketStage(this, 'Stage', {
      webSocketApi: api,
      stageName: 'probe',
      autoDeploy: true,
    });

    const functions = new Map<string, LambdaFunction>();
    const functionOf = ({ handler, memoryMb, timeoutSeconds }: typeof AUTHORIZER): LambdaFunction => {
      const fn =
        functions.get(handler) ??
        new LambdaFunction(this, handler, {
          functionName: `gateway-probe-${handler}`,
          code,
          handler: `index.${handler}`,
          runtime: Runtime.NODEJS_24_X,
          architecture: Architecture.ARM_64,
          memorySize: memoryMb,
          timeout: Duration.seconds(timeoutSeconds),
          environment: { PROBE_PASS: pass },
        });
      functions.set(handler, fn);
      return fn;
    };

    const authorizer = new WebSocketLambdaAuthorizer('Authorizer', functionOf(AUTHORIZER), {
      identitySource: [IDENTITY_SOURCE],
    });
    for (const route of FUNCTION_ROUTES)
      api.addRoute(route.routeKey, {
        integration: new WebSocketLambdaIntegration(`${route.handler}-integration`, functionOf(route)),
        returnResponse: route.replies,
        ...(route.routeKey === '$connect' && { authorizer }),
      });
    new MockRoute(this, { api, spec: MOCK_ROUTE });
    for (const fn of functions.values()) stage.grantManagementApiAccess(fn);
    new CfnOutput(this, 'Url', { value: stage.url });
  }
}
