/** The whole backend on one machine: gateway, real handlers, embedded store, sign-in, secrets and queues. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cognitoApi } from '../emulator/cognito/api.ts';
import { openUserPool } from '../emulator/cognito/user-pool.ts';
import { openStore, TABLES } from '../emulator/dynamodb/store.ts';
import { type FaultPlan, Faults, NO_FAULTS } from '../emulator/faults/faults.ts';
import { faultyDynamodb } from '../emulator/faults/faulty-dynamodb.ts';
import { createGateway } from '../emulator/gateway/gateway.ts';
import { httpApi } from '../emulator/gateway/http-api.ts';
import { type LambdaOptions, localLambda } from '../emulator/lambda/lambda.ts';
import { ACCEPTED_KEYS, LOCAL_REGION } from '../emulator/local-aws.ts';
import { readGateway } from '../emulator/observe/gateway-metrics.ts';
import { healthService } from '../emulator/observe/health.ts';
import { createMetrics } from '../emulator/observe/metrics.ts';
import type { Trace } from '../emulator/observe/trace.ts';
import { charge } from '../emulator/observe/units.ts';
import { reporter } from '../emulator/report.ts';
import { AWS_RULES, type GatewayRules } from '../emulator/rules.ts';
import { cognitoService, configService, dynamodbService } from '../emulator/services.ts';
import type { Container } from '../handlers/deps.ts';
import type { Poster } from '../shared/core/ports.ts';
import { AUTHORIZER, MOCK_ROUTES, ROUTES, TRIGGERED } from '../shared/routes.ts';
import { clientFiles } from './client-files.ts';
import { containerIn } from './container.ts';
import { addDemoUsers } from './demo-users.ts';
import { functionsIn } from './functions.ts';
import { httpPoster, inProcessPoster } from './posters.ts';
import { openLocalQueues, type WebhookOptions } from './queues.ts';
import type { Ready } from './ready.ts';
import { openSecrets } from './secrets.ts';
import { startTimers } from './timers.ts';
import { webPages } from './web-pages.ts';

export interface ServerOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly host: string;
  /** Where everything is kept; undefined keeps it in memory. */
  readonly directory?: string | undefined;
  /** How the handlers' posts reach the sockets. */
  readonly managementApi: 'in-process' | 'http';
  /** What differs from AWS's own values. */
  readonly rules?: Partial<GatewayRules>;
  /** Reserved concurrency by function: the most of it that runs at once. */
  readonly reserved?: Readonly<Record<string, number>>;
  /** What is to go wrong, and the seed that says when. */
  readonly faults?: FaultPlan;
  readonly seed?: number;
  /** Where events are sent to; undefined: nowhere. */
  readonly webhooks?: WebhookOptions;
  /** Shows one line an event. */
  readonly trace?: Trace | undefined;
  /** Settings of the handlers, by the names in shared/names.ts. */
  readonly settings?: Readonly<Record<string, string>>;
  /** How long a token is good for; Cognito's own hour unless said otherwise. */
  readonly accessTokenSeconds?: number;
  /** Told of every run of a function, once it is over. */
  readonly onFinished?: NonNullable<LambdaOptions['onFinished']>;
  /** The built pages, where they are not web/dist. */
  readonly webFolder?: string;
  /** For tests: what the handlers' container holds beside its environment. */
  readonly container?: Partial<Container>;
  /** For tests: what becomes of the handlers' posts on their way to the sockets. */
  readonly posting?: (poster: Poster) => Poster;
}

export interface Server extends Ready {
  close(): Promise<void>;
}

const STAGE = 'local';
const WEB_FOLDER = join(import.meta.dirname, '../web/dist');

export async function startServer(options: ServerOptions): Promise<Server> {
  const { port, host, directory, managementApi } = options;
  if (directory) await mkdir(directory, { recursive: true, mode: 0o700 });
  let httpUrl = '';
  let closing = false;
  // The pool first: its lock on the folder tells that another server runs there.
  const pool = await openUserPool({
    region: LOCAL_REGION,
    baseUrl: () => httpUrl,
    onCode: (username, code) => console.error(`Code for ${username}: ${code}`),
    ...(directory && { directory: join(directory, 'cognito') }),
    ...(options.accessTokenSeconds !== undefined && { accessTokenSeconds: options.accessTokenSeconds }),
  });
  const store = await openStore(directory && join(directory, 'dynamodb'));
  const handlers: ReturnType<typeof functionsIn> = {};
  const rules = { ...AWS_RULES, ...options.rules };
  const faults = options.faults ? new Faults(options.faults, options.seed ?? 0) : NO_FAULTS;
  const metrics = createMetrics();
  const report = reporter(metrics.leftBehind);
  const queues = await openLocalQueues({
    directory,
    baseUrl: () => httpUrl,
    webhooks: options.webhooks,
    report,
  });
  const coldStartMs = faults.delayMs('cold-start');
  const lambda = localLambda({
    functions: [AUTHORIZER, ...ROUTES, ...TRIGGERED],
    handlers,
    rules,
    keys: ACCEPTED_KEYS,
    onFailure: queues.onFailure,
    onFinished(finished) {
      metrics.finished(finished);
      options.onFinished?.(finished);
      options.trace?.finished(finished);
    },
    report,
    ...(coldStartMs > 0 && { coldStart: () => sleep(coldStartMs) }),
    ...(options.reserved && { reserved: options.reserved }),
  });
  const secrets = await openSecrets(lambda.invoker, directory);
  const closeStores = async () => {
    await queues.close();
    await secrets.close();
    await store.close();
    await pool.close();
  };

  try {
    const users = await addDemoUsers(pool);
    const gateway = createGateway({
      routes: [...ROUTES, ...MOCK_ROUTES],
      authorizer: AUTHORIZER,
      stage: STAGE,
      invoker: lambda.invoker,
      keys: ACCEPTED_KEYS,
      rules,
      faults,
      report,
      ...(options.trace && { onAnswered: options.trace.answered }),
      services: [
        lambda.service,
        cognitoService(cognitoApi(pool), pool.id),
        faultyDynamodb(dynamodbService(store.endpoint), faults),
        secrets.service,
        queues.service,
        httpApi(lambda.invoker),
        configService(() => publicConfig(ready, rules)),
        healthService({ isClosing: () => closing, connections: () => gateway.traffic.connections }),
        metrics.service,
        clientFiles(),
        webPages({
          folder: options.webFolder ?? WEB_FOLDER,
          connectsTo: () => [ready.socketUrl, ready.cognito.endpoint],
        }),
      ],
    });
    readGateway(metrics.readings, gateway.traffic, faults);
    const address = await gateway.listen(port, host);
    const authority = `${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`;
    httpUrl = `http://${authority}`;
    const managementUrl = `${httpUrl}/${STAGE}`;
    const poster =
      managementApi === 'in-process'
        ? inProcessPoster(gateway.connections)
        : httpPoster(managementUrl, options.container?.logger);
    const container = containerIn(
      {
        dynamodbEndpoint: faults.touchDynamodb ? httpUrl : store.endpoint,
        managementEndpoint: managementUrl,
        awsEndpoint: httpUrl,
        secretId: secrets.secretId,
        tokenIssuer: pool.issuer(),
        clientId: pool.clientId,
        webhooks: queues.webhooks(),
        ...(options.settings && { settings: options.settings }),
      },
      {
        poster: options.posting?.(poster) ?? poster,
        ...options.container,
        onConsumed(consumed) {
          charge(consumed);
          metrics.consumed(consumed);
          options.container?.onConsumed?.(consumed);
        },
      },
    );
    Object.assign(handlers, functionsIn(container));
    const timers = startTimers(lambda.invoker);
    queues.start(lambda.invoker);
    const { current: apiKey, webhookKey: key = '' } = await secrets.keys();
    const ready: Ready = {
      ready: true,
      socketUrl: `ws://${authority}/${STAGE}`,
      httpUrl,
      managementUrl,
      dynamodb: { endpoint: httpUrl, tables: TABLES },
      cognito: { endpoint: httpUrl, region: LOCAL_REGION, userPoolId: pool.id, clientId: pool.clientId },
      publish: { url: `${httpUrl}/publish`, apiKey },
      secretsManager: { endpoint: httpUrl, secretId: secrets.secretId },
      sqs: { endpoint: httpUrl, queues: queues.urls() },
      ...(options.webhooks && { webhooks: { urls: options.webhooks.urls, key } }),
      users,
    };
    return {
      ...ready,
      async close() {
        closing = true;
        await Promise.all([timers.stop(), queues.stop()]);
        await secrets.rotated();
        await gateway.close();
        await lambda.close();
        poster.close();
        metrics.stop();
        await closeStores();
      },
    };
  } catch (error) {
    await closeStores();
    throw error;
  }
}

const publicConfig = ({ socketUrl, cognito, users }: Ready, { lifetimeMs }: GatewayRules) => ({
  socketUrl,
  cognito,
  metricsUrl: 'metrics',
  demoUsers: users,
  ...(Number.isFinite(lifetimeMs) && { lifetimeMs }),
});
