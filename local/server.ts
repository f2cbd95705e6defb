/** The whole backend on one machine: gateway, functions, embedded store, sign-in, secrets and queues. */
import { join } from 'node:path';
import { Closers } from '../emulator/closers.ts';
import { cognitoApi } from '../emulator/cognito/api.ts';
import { hostedSignIn } from '../emulator/cognito/hosted/service.ts';
import { trailEvent } from '../emulator/cognito/trail.ts';
import { openUserPool } from '../emulator/cognito/user-pool.ts';
import { startExpiry } from '../emulator/dynamodb/expiry.ts';
import { openStore } from '../emulator/dynamodb/store.ts';
import { fates } from '../emulator/faults/fate.ts';
import { type FaultPlan, Faults, NO_FAULTS } from '../emulator/faults/faults.ts';
import { faultyDynamodb } from '../emulator/faults/faulty-dynamodb.ts';
import { createGateway } from '../emulator/gateway/gateway.ts';
import { httpApi } from '../emulator/gateway/http-api.ts';
import { createSockets } from '../emulator/gateway/sockets.ts';
import { openPort } from '../emulator/http/http-port.ts';
import { webPages } from '../emulator/http/web-pages.ts';
import { type EventBus, startEventRules } from '../emulator/lambda/event-rules.ts';
import { asyncInvocations } from '../emulator/lambda/failure-destinations.ts';
import type { Finished } from '../emulator/lambda/invoker.ts';
import { localLambda } from '../emulator/lambda/lambda.ts';
import { startQueueTriggers } from '../emulator/lambda/queue-triggers.ts';
import { startSchedules } from '../emulator/lambda/schedules.ts';
import type { OnRepaired, Repaired } from '../emulator/leveldb/open-folder.ts';
import { ACCEPTED_KEYS, LOCAL_REGION } from '../emulator/local-aws.ts';
import { makeFolder } from '../emulator/make-folder.ts';
import { readGateway } from '../emulator/observe/gateway-metrics.ts';
import { healthService } from '../emulator/observe/health.ts';
import { keepHistory } from '../emulator/observe/history.ts';
import { createMetrics } from '../emulator/observe/metrics.ts';
import type { Trace } from '../emulator/observe/trace.ts';
import { reporter } from '../emulator/report.ts';
import type { GatewayRules } from '../emulator/rules.ts';
import { SECRETS_MANAGER_TARGET, secretsManagerApi } from '../emulator/secrets-manager/api.ts';
import { configureRotations, currentText, rotators } from '../emulator/secrets-manager/provision.ts';
import { openSecrets } from '../emulator/secrets-manager/secrets.ts';
import { createSecretsManager } from '../emulator/secrets-manager/secrets-manager.ts';
import { awsService, cognitoService, configService, dynamodbService } from '../emulator/services.ts';
import { SQS_TARGET, sqsApi } from '../emulator/sqs/api.ts';
import { openQueues } from '../emulator/sqs/queues.ts';
import { parseSecret } from '../shared/aws/secret.ts';
import { encode } from '../shared/core/encode.ts';
import { PUBLISH_PATH } from '../shared/routes.ts';
import { pageSettings } from '../shared/settings.ts';
import { apiDocs } from './api-docs/service.ts';
import { clientFiles } from './client-files.ts';
import { addDemoUsers } from './demo-users.ts';
import type { Source } from './deployment.ts';
import { lostMessages } from './lost-messages.ts';
import { pageHeaders } from './page-headers.ts';
import type { Ready } from './ready.ts';
import { releaseLeases } from './release-leases.ts';

export interface ServerOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly host: string;
  /** How others reach it, if not by the address that they ask for: an origin, without a trailing slash. */
  readonly publicUrl?: string | undefined;
  /** Where everything is kept; undefined keeps it in memory. */
  readonly directory?: string | undefined;
  /** What differs from AWS's own values, and from the deployment's. */
  readonly rules?: Partial<GatewayRules>;
  /** What is to go wrong, and the seed that says when; or faults that the caller changes as the server runs. */
  readonly faults?: FaultPlan | Faults;
  readonly seed?: number;
  /** Shows one line an event. */
  readonly trace?: Trace | undefined;
  /** How long a token is good for, if not as long as the deployment has it. */
  readonly accessTokenSeconds?: number;
  /** The pages send users to the pool's own sign-in, as the deployed ones do; otherwise they have a form. */
  readonly hostedSignIn?: boolean;
  /** Called for every run of a function, once it is over. */
  readonly onFinished?: (finished: Finished) => void;
  /** Without it, a damaged store is an error. */
  readonly onRepaired?: OnRepaired | undefined;
  /** How often expired items are deleted. */
  readonly expireEverySeconds?: number;
  /** For tests: the clock of the queues. */
  readonly queuesNow?: () => number;
  /** The built pages, if they are not web/dist. */
  readonly webFolder?: string;
}

export interface Server {
  readonly ready: Ready;
  /** How this machine reaches it, whatever others are told. */
  readonly localUrl: string;
  /** Runs what is scheduled, without waiting for the clock. */
  runSchedules(): Promise<void>;
  close(): Promise<void>;
}

const WEB_FOLDER = join(import.meta.dirname, '../web/dist');
const EXPIRE_EVERY_SECONDS = 60;
/** So that a client comes back at once, instead of finding out what a 1001 means. */
const FAREWELL = encode({
  type: 'bye',
  code: 'GOING_AWAY',
  message: 'The server is going away; connect again.',
  reconnect: true,
}).toString();

export async function startServer(source: Source, options: ServerOptions): Promise<Server> {
  const closers = new Closers();
  try {
    return await compose(source, options, closers);
  } catch (error) {
    await closers.close();
    throw error;
  }
}

function faultsOf({ faults, seed = 0 }: ServerOptions): Faults {
  if (faults === undefined) return NO_FAULTS;
  return faults instanceof Faults ? faults : new Faults(faults, seed);
}

/** Undefined if the fault is off: the token lives as long as the settings say. */
function shortTokenSeconds(faults: Faults): number | undefined {
  const shortMs = faults.delayMs('short-tokens');
  if (shortMs === 0) return undefined;
  faults.count('short-tokens');
  return Math.ceil(shortMs / 1_000);
}

async function compose(source: Source, options: ServerOptions, closers: Closers): Promise<Server> {
  const { directory } = options;
  const faults = faultsOf(options);
  const repaired: Repaired[] = [];
  const onRepaired =
    options.onRepaired &&
    ((what: Repaired) => {
      repaired.push(what);
      options.onRepaired?.(what);
    });
  const kept = (name: string) => directory && join(directory, name);
  if (directory) await makeFolder(directory);
  const port = await openPort(options.port, options.host, options.publicUrl);
  closers.add(() => port.close());
  // How the functions and the tools of this machine reach it; all others are told how they do.
  const { url: httpUrl } = port;

  // Until everything else is there, nobody changes a user.
  let events: EventBus | undefined;
  // The pool first: its lock on the folder tells that another server runs there.
  const pool = await openUserPool({
    region: LOCAL_REGION,
    baseUrl: httpUrl,
    onCode: (username, code) => console.error(`Code for ${username}: ${code}`),
    onUserChanged: call => events?.put(trailEvent(call, { region: LOCAL_REGION })),
    // The page, under both names of this machine.
    callbackUrls: [`${httpUrl}/`, `http://localhost:${new URL(httpUrl).port}/`],
    directory: kept('cognito'),
    onRepaired,
    shortTokenSeconds: () => shortTokenSeconds(faults),
    settings: {
      ...source.poolSettings,
      ...(options.accessTokenSeconds !== undefined && { accessTokenSeconds: options.accessTokenSeconds }),
    },
  });
  closers.add(() => pool.close());
  const secrets = await openSecrets(kept('secrets'), onRepaired);
  closers.add(() => secrets.close());
  const deployment = await source.read({ httpUrl, pool, secrets });
  const { functions, stage, routes, authorizer, identitySources, access, secretId, webhookUrls } = deployment;
  const store = await openStore(
    kept('dynamodb'),
    deployment.tables.map(({ definition }) => definition),
    { onRepaired },
  );
  closers.add(() => store.close());
  if (repaired.length > 0)
    for (const line of await lostMessages(
      store.endpoint,
      deployment.tableNames.messages,
      deployment.tables.some(({ expiresBy }) => expiresBy !== undefined),
    ))
      console.error(`Gone: ${line}`);
  const queues = await openQueues({
    region: LOCAL_REGION,
    baseUrl: httpUrl,
    directory: kept('queues'),
    onRepaired,
    now: options.queuesNow,
  });
  closers.add(() => queues.close());
  for (const { name, attributes } of deployment.queues) await queues.ensure(name, attributes);

  const metrics = createMetrics();
  closers.add(() => metrics.stop());
  let sent = 0;
  const report = source.report ?? reporter(metrics.leftBehind);
  const sockets = createSockets({ ...deployment.rules, ...options.rules }, faults);
  const { rules, traffic, connections } = sockets;
  const keys = { ...ACCEPTED_KEYS, ...access.keys };
  const managementUrl = `${httpUrl}/${stage}`;
  const asyncNames = new Set(deployment.asyncConfigs.map(({ fn }) => fn.handler));
  const code = await deployment.loadCode({
    managementUrl,
    dynamodbEndpoint: faults.touchDynamodb ? httpUrl : store.endpoint,
    directCalls: faults.touchDynamodb ? undefined : store.direct,
    sandboxFaults: { fateOf: fates(faults, asyncNames), clockOffset: faults.clockOffset },
    queues,
    connections,
    onConsumed: consumed => metrics.consumed(consumed),
  });
  closers.add(() => code.close());
  const lambda = localLambda({
    functions,
    handlers: code.handlers,
    reserved: deployment.reserved,
    rules,
    keys,
    ...asyncInvocations(deployment.asyncConfigs, queues, access.requireGrant),
    onFinished(finished) {
      metrics.finished(finished);
      if (finished.fn.handler === 'send-message' && finished.outcome === 'ok') sent += 1;
      source.onFinished?.(finished);
      options.onFinished?.(finished);
      options.trace?.finished(finished);
    },
    report,
    coldStart: () => faults.delay('cold-start'),
  });
  closers.add(() => lambda.close());
  const invokers = access.invokers(lambda.invoker);
  const secretsManager = createSecretsManager({
    secrets,
    region: LOCAL_REGION,
    functionOf: rotators(deployment.rotations, invokers.byRotation),
  });

  const history = await keepHistory(
    () => ({
      connections: traffic.connections,
      users: sockets.open.principals(),
      messages: sent,
      posts: traffic.posts.posted,
      connects: traffic.upgrades.get(101) ?? 0,
    }),
    kept('history.json'),
  );
  closers.add(() => history.stop());

  const users = await addDemoUsers(pool);
  const addressesAt = (origin: string) => ({
    socketUrl: `${origin.replace(/^http/, 'ws')}/${stage}`,
    cognito: { endpoint: origin, region: LOCAL_REGION, userPoolId: pool.id, clientId: pool.clientId },
  });
  const stopping = new AbortController();
  const gateway = createGateway({
    port,
    sockets,
    routes,
    authorizer,
    identitySources,
    stage,
    invoker: invokers.byRoutes,
    keys,
    report,
    farewell: FAREWELL,
    ...(options.trace && { onAnswered: options.trace.answered }),
    guards: access.guards,
    services: [
      lambda.service,
      cognitoService(cognitoApi(pool), pool.id, keys),
      hostedSignIn(pool),
      faultyDynamodb(dynamodbService(store.endpoint, keys, deployment.tables), faults),
      awsService(SECRETS_MANAGER_TARGET, secretsManagerApi(secretsManager), {
        service: 'secretsmanager',
        keys,
      }),
      awsService(SQS_TARGET, sqsApi({ queues, signal: stopping.signal }), { service: 'sqs', keys }),
      httpApi(invokers.byHttp, deployment.http),
      configService(
        origin => {
          const { socketUrl, cognito } = addressesAt(origin);
          return {
            socketUrl,
            cognito: { ...cognito, ...(options.hostedSignIn && { signInUrl: origin }) },
            metricsUrl: 'metrics',
            ...pageSettings(deployment.settings),
            ...(Number.isFinite(rules.lifetimeMs) && { lifetimeMs: rules.lifetimeMs }),
          };
        },
        { demoUsers: users },
      ),
      healthService({
        isClosing: () => stopping.signal.aborted,
        connections: () => traffic.connections,
      }),
      history.service,
      metrics.service,
      apiDocs(origin => addressesAt(origin).socketUrl),
      clientFiles(),
      webPages({ folder: options.webFolder ?? WEB_FOLDER, headersAt: pageHeaders }),
    ],
  });
  readGateway(metrics.readings, traffic, faults);
  for (const { name, help, label, values } of deployment.counted)
    metrics.readings.counters(name, help, [label], () =>
      [...values].map(([value, count]) => [{ [label]: value }, count]),
    );
  closers.add(() => gateway.close());
  closers.add(() => secretsManager.rotations.ended());
  await configureRotations(secretsManager, deployment.rotations);

  const schedules = startSchedules(invokers.bySchedule, deployment.schedules, report);
  closers.add(() => schedules.stop());
  const bus = startEventRules(invokers.byEvent, deployment.eventRules, report);
  events = bus;
  closers.add(() => bus.stop());
  const expiry = startExpiry(
    store.endpoint,
    deployment.tables,
    options.expireEverySeconds ?? EXPIRE_EVERY_SECONDS,
  );
  closers.add(() => expiry.stop());
  const { invoker } = lambda;
  const { requireGrant } = access;
  const sources = startQueueTriggers(deployment.queueTriggers, { queues, invoker, requireGrant, report });
  closers.add(() => Promise.all(sources.map(one => one.stop())));
  closers.add(() => stopping.abort());

  // The one function that is invoked asynchronously.
  const [fanOut] = deployment.asyncConfigs;
  if (directory && fanOut)
    await releaseLeases({
      dynamodbEndpoint: store.endpoint,
      messagesTable: deployment.tableNames.messages,
      lambdaEndpoint: httpUrl,
      functionName: fanOut.fn.handler,
    });

  const { current: apiKey, webhookKey: key = '' } = parseSecret(await currentText(secrets, secretId));
  const reached = options.publicUrl ?? httpUrl;
  return {
    ready: {
      ready: true,
      ...addressesAt(reached),
      httpUrl: reached,
      managementUrl: `${reached}/${stage}`,
      dynamodb: { endpoint: reached, tables: deployment.tableNames },
      publish: {
        url: `${reached}${deployment.http.find(({ path }) => path === PUBLISH_PATH)?.path ?? ''}`,
        apiKey,
      },
      ...(deployment.apiKey && { api: { url: reached, apiKey: deployment.apiKey } }),
      secretsManager: { endpoint: reached, secretId },
      sqs: { endpoint: reached, queues: queues.urls(reached) },
      ...(webhookUrls && { webhooks: { urls: webhookUrls, key } }),
      users,
    },
    localUrl: httpUrl,
    runSchedules: () => schedules.runNow(),
    close: () => closers.close(),
  };
}
