import { Duration } from 'aws-cdk-lib';
import { HttpApi, HttpMethod, HttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Construct } from 'constructs';
import type { Trigger } from '../../shared/routes.ts';
import { acknowledge } from '../acknowledge.ts';
import type { Settings } from '../settings.ts';
import { ACCESS_LOG_FIELDS, accessLog } from './access-log.ts';
import type { HandlerFunction } from './handler-function.ts';

/** The HTTP API for other servers, which have an API key in place of a user and a socket. */
export class PublishApi extends Construct {
  readonly api: HttpApi;

  constructor(scope: Construct, { name, settings }: { name: string; settings: Settings }) {
    super(scope, 'PublishApi');
    // No CORS: callers need an API key, which no browser should hold.
    this.api = new HttpApi(this, 'Api', { apiName: `${name}-publish`, createDefaultStage: false });
    const { requestsPerSecond, burst } = settings.preset.publishThrottle;
    new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: requestsPerSecond, burstLimit: burst },
      accessLogSettings: accessLog(this, {
        name: `${name}/publish`,
        fields: ACCESS_LOG_FIELDS.http,
        settings,
      }),
    });
  }

  get url(): string {
    return `${this.api.apiEndpoint}/publish`;
  }

  addRoutes({ routes }: Trigger & { kind: 'http' }, fn: HandlerFunction): void {
    const integration = new HttpLambdaIntegration('Integration', fn.lambda, {
      timeout: Duration.seconds(fn.spec.timeoutSeconds),
      // A statement for each of many routes would not fit into a function's policy of 20 KB.
      scopePermissionToRoute: routes.length === 1,
    });
    const added = routes.flatMap(({ method, path }) =>
      this.api.addRoutes({ path, methods: [HttpMethod[method]], integration }),
    );
    for (const route of added)
      acknowledge(route, {
        'AwsSolutions-APIG4':
          'The function checks the API key itself, against a secret: an authorizer would cost a second Lambda a call.',
      });
  }
}
