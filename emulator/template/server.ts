/** The backend from a synthesized stack: its template and its bundles, with AWS's part played by this machine. */
import { mkdir } from 'node:fs/promises';
import { addDemoUsers } from '../../local/demo-users.ts';
import type { Ready } from '../../local/ready.ts';
import { startTimers } from '../../local/timers.ts';
import { cognitoApi } from '../cognito/api.ts';
import { NO_FAULTS } from '../faults/faults.ts';
import { createGateway } from '../gateway/gateway.ts';
import { httpApi } from '../gateway/http-api.ts';
import { ACCEPTED_KEYS, LOCAL_REGION } from '../local-aws.ts';
import { readGateway } from '../observe/gateway-metrics.ts';
import { healthService } from '../observe/health.ts';
import { createMetrics } from '../observe/metrics.ts';
import { AWS_RULES, type GatewayRules } from '../rules.ts';
import { SECRETS_MANAGER_TARGET, secretsManagerApi } from '../secrets-manager/api.ts';
import type { RotationFunction } from '../secrets-manager/rotations.ts';
import { awsService, cognitoService, configService, dynamodbService } from '../services.ts';
import { SQS_TARGET, sqsApi } from '../sqs/api.ts';
import type { Assembly } from './assembly.ts';
import { credentialsFor } from './credentials.ts';
import type { Deployment } from './deployment.ts';
import { startExpiry } from './expiry.ts';
import { guard } from './guard.ts';
import { type Allows, identityPolicies, invokePermissions } from './iam.ts';
import { type Journal, Recorder } from './journal.ts';
import { templateLambda } from './lambda.ts';
import { permitted } from './permitted.ts';
import { failureDestinations, startQueueTriggers } from './queues.ts';
import { apiKeyIn, rotate } from './secrets-manager.ts';
import type { SocketApi } from './socket-api.ts';
import { functionArn } from './stack.ts';
import { openStores, type Stores } from './stores.ts';

export interface TemplateServerOptions {
  readonly assembly: Assembly;
  /** 0 takes a free one. */
  readonly port: number;
  readonly host: string;
  /** Where everything is kept; undefined keeps it in memory. */
  readonly directory?: string | undefined;
  /** What differs from AWS's own values, and from the template's. */
  readonly rules?: Partial<GatewayRules>;
  /** How often expired items are deleted. */
  readonly expireEverySeconds?: number;
  /** Told of every line that the functions write, and of every refusal. */
  readonly print?: (line: string) => void;
}

export interface TemplateServer {
  readonly ready: Ready;
  readonly stackName: string;
  readonly deployment: Deployment;
  readonly journal: Journal;
  /** Runs what the template schedules, without waiting for the clock. */
  runSchedules(): Promise<void>;
  close(): Promise<void>;
}

/** A thread each. */
const CONCURRENCY = 100;
const EXPIRE_EVERY_SECONDS = 60;

const throttleOf = ({ requestsPerSecond, requestBurst }: SocketApi): Partial<GatewayRules> => ({
  ...(requestsPerSecond !== undefined && { requestsPerSecond }),
  ...(requestBurst !== undefined && { requestBurst }),
});

export async function startFromTemplate(options: TemplateServerOptions): Promise<TemplateServer> {
  const { assembly, directory } = options;
  if (directory) await mkdir(directory, { recursive: true, mode: 0o700 });
  const late: Late = { httpUrl: '' };
  const stores = await openStores({
    assembly,
    directory,
    baseUrl: () => late.httpUrl,
    rotator: arn => late.rotator?.(arn),
  });
  try {
    return await startOn(stores, options, late);
  } catch (error) {
    await stores.close();
    throw error;
  }
}

/** What the stores are told once there is a gateway. */
interface Late {
  httpUrl: string;
  rotator?: (arn: string) => RotationFunction | undefined;
}

async function startOn(stores: Stores, options: TemplateServerOptions, late: Late): Promise<TemplateServer> {
  const { stack, deployment, pool, secrets, secretArns, store, queues, taskRoots } = stores;
  const { socketApi, tables } = deployment;
  const journal = new Recorder(options.print ?? (() => {}));
  const report = (functionName: string, error: unknown) => journal.failed(functionName, error);
  const credentials = credentialsFor(deployment.functions);
  const keys = { ...ACCEPTED_KEYS, ...credentials.keys };
  const rules = { ...AWS_RULES, lambdaConcurrency: CONCURRENCY, ...throttleOf(socketApi), ...options.rules };
  const decide = identityPolicies();
  const allows: Allows = async (fn, call) => {
    const allowed = await decide(fn, call);
    journal.called(fn, call, allowed);
    return allowed;
  };
  const metrics = createMetrics();
  const stopping = new AbortController();
  const lambda = templateLambda({
    deployment,
    credentials,
    taskRoots,
    keys,
    rules,
    journal,
    httpUrl: () => late.httpUrl,
    onFailure: failureDestinations(deployment.asyncConfigs, queues, allows),
    onFinished(finished) {
      journal.invoked.add(finished.fn.handler);
      metrics.finished(finished);
    },
  });
  const invokers = permitted(lambda.invoker, deployment, invokePermissions(stack));
  late.rotator = arn => {
    const fn = deployment.rotations.map(one => one.fn).find(({ handler }) => arn === functionArn(handler));
    return (
      fn &&
      (event =>
        invokers.byRotation.invoke(fn, event).catch(error => {
          report(fn.handler, error);
          throw error;
        }))
    );
  };

  const gateway = createGateway({
    routes: socketApi.routes,
    ...(socketApi.authorizer && { authorizer: socketApi.authorizer }),
    identitySources: socketApi.identitySources,
    stage: socketApi.stage,
    invoker: invokers.byRoutes,
    keys,
    rules,
    report,
    guards: [
      guard({
        credentials,
        keys,
        allows,
        resources: { secretArn: id => secretArns.get(id) ?? id },
      }),
    ],
    services: [
      lambda.service,
      cognitoService(cognitoApi(pool), pool.id),
      dynamodbService(store.endpoint),
      awsService(SECRETS_MANAGER_TARGET, secretsManagerApi(secrets)),
      awsService(SQS_TARGET, sqsApi({ queues, signal: stopping.signal })),
      httpApi(invokers.byHttp, deployment.http),
      configService(() => ({ socketUrl: ready.socketUrl, cognito: ready.cognito })),
      healthService({
        isClosing: () => stopping.signal.aborted,
        connections: () => gateway.traffic.connections,
      }),
      metrics.service,
    ],
  });
  readGateway(metrics.readings, gateway.traffic, NO_FAULTS);
  const users = await addDemoUsers(pool);
  const address = await gateway.listen(options.port, options.host);
  const authority = `${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`;
  const httpUrl = `http://${authority}`;
  late.httpUrl = httpUrl;
  await rotate(secrets, deployment.rotations);
  const timers = startTimers(invokers.bySchedule, deployment.schedules, report);
  const expiry = startExpiry(store.endpoint, tables, options.expireEverySeconds ?? EXPIRE_EVERY_SECONDS);
  const sources = await startQueueTriggers(deployment.queueTriggers, {
    queues,
    invoker: lambda.invoker,
    allows,
    report,
  });
  const secretId = stack.output('ApiKeysSecret');
  const ready: Ready = {
    ready: true,
    socketUrl: `ws://${authority}/${socketApi.stage}`,
    httpUrl,
    managementUrl: `${httpUrl}/${socketApi.stage}`,
    dynamodb: {
      endpoint: httpUrl,
      tables: { connections: stack.output('ConnectionsTable'), messages: stack.output('MessagesTable') },
    },
    cognito: { endpoint: httpUrl, region: LOCAL_REGION, userPoolId: pool.id, clientId: pool.clientId },
    publish: {
      url: `${httpUrl}${deployment.http[0]?.path ?? ''}`,
      apiKey: await apiKeyIn(secrets, secretId),
    },
    secretsManager: { endpoint: httpUrl, secretId },
    sqs: { endpoint: httpUrl, queues: queues.urls() },
    users,
  };
  return {
    ready,
    stackName: stack.name,
    deployment,
    journal,
    runSchedules: () => timers.runNow(),
    async close() {
      stopping.abort();
      await Promise.all([timers.stop(), expiry.stop(), ...sources.map(source => source.stop())]);
      await secrets.rotations.ended();
      await gateway.close();
      await lambda.close();
      metrics.stop();
      await stores.close();
    },
  };
}
