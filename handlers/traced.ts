/** What a bundle that is made with tracing begins with: infra/bundle.ts. No other bundle holds OpenTelemetry. */
import { openTelemetry } from '../shared/aws/open-telemetry.ts';
import { xray } from '../shared/aws/xray.ts';
import { ENV } from '../shared/names.ts';
import { LAMBDA, logger } from './deps.ts';
import { required } from './environment.ts';
import type { LambdaHandler } from './lambda.ts';

export function traced<Result>(handler: LambdaHandler<Result>): ReturnType<LambdaHandler<Result>['in']> {
  const { env } = LAMBDA;
  const sessionToken = env.AWS_SESSION_TOKEN;
  const send = xray({
    region: required(env, 'AWS_REGION'),
    service: required(env, 'AWS_LAMBDA_FUNCTION_NAME'),
    credentials: {
      accessKeyId: required(env, 'AWS_ACCESS_KEY_ID'),
      secretAccessKey: required(env, 'AWS_SECRET_ACCESS_KEY'),
      ...(sessionToken && { sessionToken }),
    },
  });
  const share = Number(required(env, ENV.traceShare));
  return handler.in({ ...LAMBDA, tracing: openTelemetry({ share, send, logger: logger(LAMBDA) }) });
}
