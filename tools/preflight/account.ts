/** What an account and region answer before anything is made in them. Reads only. */
import { APIGatewayClient, GetAccountCommand } from '@aws-sdk/client-api-gateway';
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  GetAWSDefaultServiceQuotaCommand,
  GetServiceQuotaCommand,
  NoSuchResourceException,
  ServiceQuotasClient,
} from '@aws-sdk/client-service-quotas';
import {
  GetEmailIdentityCommand,
  NotFoundException,
  SESv2Client,
  GetAccountCommand as SesAccountCommand,
} from '@aws-sdk/client-sesv2';
import { GetParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
import * as z from 'zod';

/** The parameter that `cdk bootstrap` leaves. */
const BOOTSTRAP = '/cdk-bootstrap/hnb659fds/version';

/** The quotas that a preset may ask to raise, by the cost model's names, and how Service Quotas calls them; read 2026-11. */
const QUOTAS = {
  'apiGateway.requestsPerSecond': { ServiceCode: 'apigateway', QuotaCode: 'L-8A5B8E43' },
  'apiGateway.connectsPerSecond': { ServiceCode: 'apigateway', QuotaCode: 'L-9ED1E49A' },
  'cognito.userAuthentication': { ServiceCode: 'cognito-idp', QuotaCode: 'L-026ADBA3' },
} as const;
export type QuotaName = keyof typeof QUOTAS;

/** An answer, or why there is none: mostly that the credentials may not ask. */
const answer = <T extends z.ZodType>(schema: T) =>
  z.union([z.strictObject({ value: schema }), z.strictObject({ refused: z.string() })]);

export const account = z.strictObject({
  region: z.string(),
  /** Functions at once: the quota, and what no function has reserved. */
  concurrency: answer(z.strictObject({ limit: z.number(), unreserved: z.number() })),
  quotas: z.strictObject({
    'apiGateway.requestsPerSecond': answer(z.number()),
    'apiGateway.connectsPerSecond': answer(z.number()),
    'cognito.userAuthentication': answer(z.number()),
  }),
  /** The role by which API Gateway writes logs; empty if none is set. */
  gatewayLogRole: answer(z.string()),
  mail: answer(z.strictObject({ sandbox: z.boolean(), enabled: z.boolean(), domainVerified: z.boolean() })),
  /** Undefined if the region was never bootstrapped. */
  bootstrap: answer(z.number().nullable()),
});
export type Account = z.infer<typeof account>;
export type Answer<T> = { readonly value: T } | { readonly refused: string };

async function asked<T>(read: () => Promise<T>): Promise<Answer<T>> {
  try {
    return { value: await read() };
  } catch (error) {
    return { refused: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}

/** What the read returns, or `otherwise` if AWS says that there is no such thing. */
async function unlessMissing<T, O>(
  missing: abstract new (...args: never[]) => Error,
  read: () => Promise<T>,
  otherwise: () => O | Promise<O>,
): Promise<T | O> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof missing) return otherwise();
    throw error;
  }
}

function known<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`AWS answered without ${what}`);
  return value;
}

interface Where {
  readonly region: string;
  /** The sender's domain; undefined if nobody is mailed through SES. */
  readonly mailDomain: string | undefined;
  /** Away from AWS: tests. */
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export async function readAccount({ region, mailDomain, ...rest }: Where): Promise<Account> {
  const config = { region, ...rest };
  const lambda = new LambdaClient(config);
  const serviceQuotas = new ServiceQuotasClient(config);
  const ssm = new SSMClient(config);
  const ses = new SESv2Client(config);
  const apiGateway = new APIGatewayClient(config);

  /** An account that was never given another value has AWS's own. */
  async function quota(name: QuotaName): Promise<number> {
    const of = QUOTAS[name];
    const { Quota } = await unlessMissing(
      NoSuchResourceException,
      () => serviceQuotas.send(new GetServiceQuotaCommand(of)),
      () => serviceQuotas.send(new GetAWSDefaultServiceQuotaCommand(of)),
    );
    return known(Quota?.Value, 'the quota');
  }

  async function concurrency() {
    const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand());
    return {
      limit: known(AccountLimit?.ConcurrentExecutions, 'the limit'),
      unreserved: known(AccountLimit?.UnreservedConcurrentExecutions, 'what is unreserved'),
    };
  }

  async function mail() {
    const { ProductionAccessEnabled = false, SendingEnabled = false } = await ses.send(
      new SesAccountCommand(),
    );
    const identity =
      mailDomain === undefined
        ? undefined
        : await unlessMissing(
            NotFoundException,
            () => ses.send(new GetEmailIdentityCommand({ EmailIdentity: mailDomain })),
            () => undefined,
          );
    const domainVerified = identity?.VerifiedForSendingStatus ?? false;
    return { sandbox: !ProductionAccessEnabled, enabled: SendingEnabled, domainVerified };
  }

  const bootstrap = () =>
    unlessMissing(
      ParameterNotFound,
      async () => Number((await ssm.send(new GetParameterCommand({ Name: BOOTSTRAP }))).Parameter?.Value),
      () => null,
    );

  try {
    const [atOnce, requests, connects, signIns, role, post, version] = await Promise.all([
      asked(concurrency),
      asked(() => quota('apiGateway.requestsPerSecond')),
      asked(() => quota('apiGateway.connectsPerSecond')),
      asked(() => quota('cognito.userAuthentication')),
      asked(async () => (await apiGateway.send(new GetAccountCommand())).cloudwatchRoleArn ?? ''),
      asked(mail),
      asked(bootstrap),
    ]);
    return {
      region,
      concurrency: atOnce,
      quotas: {
        'apiGateway.requestsPerSecond': requests,
        'apiGateway.connectsPerSecond': connects,
        'cognito.userAuthentication': signIns,
      },
      gatewayLogRole: role,
      mail: post,
      bootstrap: version,
    };
  } finally {
    for (const client of [lambda, serviceQuotas, ssm, ses, apiGateway]) client.destroy();
  }
}
