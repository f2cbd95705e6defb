/** What a function finds in its environment: what the template says, what Lambda adds, and where AWS is on this machine. */
import { SOCKET_API_ID } from '../arns.ts';
import { LOCAL_REGION } from '../local-aws.ts';
import type { SessionCredentials } from './credentials.ts';
import type { TemplateFunction } from './functions.ts';
import { apiHost, QUEUE_HOST } from './stack.ts';

export type Variables = Readonly<Record<string, string>>;

/** AWS's hosts that a template writes into variables; elsewhere the SDK makes them up itself, and is told below. */
const AWS_HOSTS = [apiHost(SOCKET_API_ID), QUEUE_HOST];

const pointedHere = (value: string, httpUrl: string): string =>
  AWS_HOSTS.reduce((text, host) => text.replace(`https://${host}`, httpUrl), value);

interface Surroundings {
  readonly credentials: SessionCredentials;
  readonly taskRoot: string;
  readonly httpUrl: string;
}

export function environmentOf(
  { handler, variables, memoryMb, module, exported, logFormat }: TemplateFunction,
  { credentials, taskRoot, httpUrl }: Surroundings,
): Record<string, string> {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const own = Object.entries(variables).map(([name, value]) => [name, pointedHere(value, httpUrl)]);
  return {
    ...Object.fromEntries(own),
    // docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
    _HANDLER: `${module}.${exported}`,
    AWS_REGION: LOCAL_REGION,
    AWS_DEFAULT_REGION: LOCAL_REGION,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: handler,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
    AWS_LAMBDA_LOG_FORMAT: logFormat,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
    LAMBDA_TASK_ROOT: taskRoot,
    TZ: ':UTC',
    // What only this machine needs; docs/deploying.md tells it apart from AWS.
    AWS_ENDPOINT_URL: httpUrl,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}
