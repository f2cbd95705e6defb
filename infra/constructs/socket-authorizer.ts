import { Aws } from 'aws-cdk-lib';
import {
  CfnAuthorizer,
  type IWebSocketRouteAuthorizer,
  type WebSocketApi,
  type WebSocketRouteAuthorizerConfig,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { HandlerFunction } from './handler-function.ts';

/**
 * Runs a function before `$connect`. It names no identity source: API Gateway would refuse a request without it, and a
 * token may come in one of three places. CDK's own authorizer always names one.
 */
export class SocketAuthorizer extends Construct implements IWebSocketRouteAuthorizer {
  private readonly authorizerId: string;

  constructor(scope: Construct, { api, fn }: { api: WebSocketApi; fn: HandlerFunction }) {
    super(scope, 'Authorizer');
    const { functionArn } = fn.lambda;
    const authorizer = new CfnAuthorizer(this, 'Authorizer', {
      apiId: api.apiId,
      name: fn.spec.handler,
      authorizerType: 'REQUEST',
      authorizerUri: `arn:${Aws.PARTITION}:apigateway:${Aws.REGION}:lambda:path/2015-03-31/functions/${functionArn}/invocations`,
    });
    this.authorizerId = authorizer.ref;
    fn.lambda.addPermission('Authorize', {
      principal: new ServicePrincipal('apigateway.amazonaws.com'),
      sourceArn: `${api.arnForExecuteApiV2().replace(/\/\*\/\*$/, '')}/authorizers/${this.authorizerId}`,
    });
  }

  bind(): WebSocketRouteAuthorizerConfig {
    return { authorizerId: this.authorizerId, authorizationType: 'CUSTOM' };
  }
}
