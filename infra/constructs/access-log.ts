import { RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { type IAccessLogSettings, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Settings } from '../settings.ts';

const COMMON = {
  requestId: '$context.requestId',
  time: '$context.requestTimeEpoch',
  ip: '$context.identity.sourceIp',
  routeKey: '$context.routeKey',
  status: '$context.status',
  integrationMs: '$context.integrationLatency',
  integrationError: '$context.integrationErrorMessage',
  error: '$context.error.message',
};

/** The fields of an access log. Never the path, the query string or a header, since tokens travel in them. */
export const ACCESS_LOG_FIELDS = {
  http: COMMON,
  sockets: {
    ...COMMON,
    eventType: '$context.eventType',
    connectionId: '$context.connectionId',
    userId: '$context.authorizer.principalId',
    authorizerStatus: '$context.authorizer.status',
    authorizerMs: '$context.authorizer.latency',
  },
};

export function accessLog(
  scope: Construct,
  { name, fields, settings }: { name: string; fields: Readonly<Record<string, string>>; settings: Settings },
): IAccessLogSettings {
  const logGroup = new LogGroup(scope, 'AccessLog', {
    logGroupName: `/aws/apigateway/${name}`,
    retention: settings.logRetentionDays,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const format = AccessLogFormat.custom(JSON.stringify(fields));
  return { destination: new LogGroupLogDestination(logGroup), format };
}
