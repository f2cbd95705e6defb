/** The composition root: the one place where clients are made, once a container. Each handler takes only what it needs. */
import { basename } from 'node:path';
import { accountStore } from '../shared/aws/account-store.ts';
import { apiKeys as keysOf } from '../shared/aws/api-keys.ts';
import { auditStore } from '../shared/aws/audit-store.ts';
import { banStore } from '../shared/aws/ban-store.ts';
import { blockStore } from '../shared/aws/block-store.ts';
import { connectionStore } from '../shared/aws/connection-store.ts';
import { deletionStore } from '../shared/aws/deletion-store.ts';
import { departureStore } from '../shared/aws/departures.ts';
import { type Consumed, type DocumentClientOptions, documentClient } from '../shared/aws/document-client.ts';
import { fanOutFunction as lambdaFanOutFunction } from '../shared/aws/fan-out-function.ts';
import type { QueueOf } from '../shared/aws/keys.ts';
import { linkStore } from '../shared/aws/link-store.ts';
import { messageHook as lambdaMessageHook } from '../shared/aws/message-hook.ts';
import { messageStore } from '../shared/aws/message-store.ts';
import { embeddedMetrics } from '../shared/aws/metrics.ts';
import { postBudget as storedPostBudget } from '../shared/aws/post-budget.ts';
import { managementPoster } from '../shared/aws/poster.ts';
import { profileStore } from '../shared/aws/profile-store.ts';
import { pumpStore } from '../shared/aws/pump-store.ts';
import { purgeStore } from '../shared/aws/purge-store.ts';
import { quotaStore } from '../shared/aws/quota-store.ts';
import { reportStore } from '../shared/aws/report-store.ts';
import { roomDetailsStore } from '../shared/aws/room-details.ts';
import { roomDirectory } from '../shared/aws/room-directory.ts';
import { roomStore } from '../shared/aws/room-store.ts';
import { keptSecret, secretsManagerClient, webhookKeyOf } from '../shared/aws/secret.ts';
import { secretRotation } from '../shared/aws/secret-rotation.ts';
import { sharedRates } from '../shared/aws/shared-rates.ts';
import { snapshotStore } from '../shared/aws/snapshot-store.ts';
import { cognitoVerifier, issuerVerifier } from '../shared/aws/token-verifier.ts';
import { traceStore } from '../shared/aws/trace-store.ts';
import { spanned, type Tracing } from '../shared/aws/tracing.ts';
import { userPool } from '../shared/aws/user-pool.ts';
import { webhookEndpoints } from '../shared/aws/webhook-endpoints.ts';
import { webhookQueue, webhookRetries } from '../shared/aws/webhook-queue.ts';
import { createLargeRooms } from '../shared/core/fan-out/fan-out.ts';
import type { FanOutFunction } from '../shared/core/fan-out/ports.ts';
import { createLines } from '../shared/core/log/lines.ts';
import { createRepeats } from '../shared/core/log/repeats.ts';
import { filterOf } from '../shared/core/messages/filter.ts';
import { createRepushes } from '../shared/core/messages/repushes.ts';
import type { Clock, ConnectionStore, Logger, MessageStore, Metrics, Poster } from '../shared/core/ports.ts';
import { createCountedConnections } from '../shared/core/presence/full.ts';
import type { Departures } from '../shared/core/presence/ports.ts';
import { createRates } from '../shared/core/rates.ts';
import { sharedReads } from '../shared/core/shared-reads.ts';
import { NO_WEBHOOKS, type WebhookEndpoints } from '../shared/core/webhooks/ports.ts';
import { ENV } from '../shared/names.ts';
import { putsOffLeaves, readSettings } from '../shared/settings.ts';
import { consoleLogger } from './console-logger.ts';
import { type Environment, required, wholeNumber } from './environment.ts';

/** What a handler runs in: on Lambda the process, locally one of several in a process. */
export interface Container {
  readonly env: Environment;
  /** The rest is for the local gateway and for tests; unset on Lambda, where the SDK and the defaults serve. But for `tracing`: traced.ts. */
  readonly credentials?: { accessKeyId: string; secretAccessKey: string };
  readonly documents?: ReturnType<typeof documentClient>;
  readonly transport?: DocumentClientOptions['transport'];
  readonly poster?: Poster;
  readonly fanOutFunction?: FanOutFunction;
  readonly clock?: Clock;
  readonly logger?: Logger;
  readonly metrics?: Metrics;
  /** Undefined if nothing is traced. */
  readonly tracing?: Tracing | undefined;
  readonly onConsumed?: (consumed: Consumed) => void;
}

export const LAMBDA: Container = { env: process.env };

/**
 * Made at the first use in a container, then kept.
 * @__NO_SIDE_EFFECTS__ so that a bundle holds only the clients that its handler picks
 */
export function perContainer<T>(make: (container: Container) => T): (container: Container) => T {
  const made = new WeakMap<Container, { value: T }>();
  return container => {
    const kept = made.get(container) ?? { value: make(container) };
    made.set(container, kept);
    return kept.value;
  };
}

const awsConfig = ({ env, credentials }: Container) => ({
  ...(credentials && { credentials }),
  ...(env.AWS_REGION && { region: env.AWS_REGION }),
});

const systemClock: Clock = {
  now: Date.now,
  monotonic: () => performance.now(),
  sleep: ms => new Promise(resolve => setTimeout(resolve, ms)),
  random: Math.random,
};

export const clock = (container: Container): Clock => container.clock ?? systemClock;
export const logger = (container: Container): Logger => container.logger ?? consoleLogger;

const documents = perContainer(
  container =>
    container.documents ??
    documentClient({
      ...awsConfig(container),
      endpoint: container.env[ENV.dynamodbEndpoint],
      transport: container.transport,
      tracing: container.tracing,
      ...(container.onConsumed && { onConsumed: container.onConsumed }),
    }),
);

/** What every store in the `messages` table is made with. */
const inMessages = (container: Container) => ({
  documents: documents(container),
  table: required(container.env, ENV.messagesTable),
});

export const connections = perContainer(container =>
  connectionStore({
    documents: documents(container),
    table: required(container.env, ENV.connectionsTable),
    now: clock(container).now,
  }),
);

export const messages = perContainer(container =>
  messageStore({
    ...inMessages(container),
    retentionDays: wholeNumber(container.env, ENV.retentionDays) || undefined,
    now: clock(container).now,
  }),
);

const makeLines = () =>
  createLines((ms, ring) => {
    const timer = setTimeout(ring, ms);
    return () => clearTimeout(timer);
  });

/** For use cases of which several may run at once for one room: who is there is read for all of them together. */
export const sharedConnections = perContainer((container): ConnectionStore => {
  const own = connections(container);
  return { ...own, atMost: sharedReads(own.atMost, makeLines()) };
});
export const sharedMessages = perContainer((container): MessageStore => {
  const own = messages(container);
  return {
    ...own,
    kind: sharedReads(own.kind, makeLines()),
    log: sharedReads(own.log, makeLines()),
  };
});

export const rooms = perContainer(container =>
  roomStore({
    ...inMessages(container),
    now: clock(container).now,
  }),
);

export const quotas = perContainer(container => quotaStore(inMessages(container)));

export const details = perContainer(container => roomDetailsStore(inMessages(container)));

export const directory = perContainer(container => roomDirectory(inMessages(container)));

export const links = perContainer(container =>
  linkStore({ ...inMessages(container), now: clock(container).now }),
);

export const deletions = perContainer(container => deletionStore(inMessages(container)));

export const bans = perContainer(container =>
  banStore({
    ...inMessages(container),
    now: clock(container).now,
  }),
);

export const blocks = perContainer(container => blockStore(inMessages(container)));

export const profiles = perContainer(container => profileStore(inMessages(container)));

/** Of reports longer than anybody is waited for who looks after them. */
const REPORT_DAYS = 90;
const queue = (container: Container, of: QueueOf, days: number) =>
  reportStore({ ...inMessages(container), of, days, now: clock(container).now });

export const reports = perContainer(container => queue(container, 'REPORT', REPORT_DAYS));

export const removed = perContainer(container =>
  queue(container, 'REMOVED', settings(container).removedDays),
);

export const purges = perContainer(container => purgeStore(inMessages(container)));

export const audit = perContainer(container =>
  auditStore({
    ...inMessages(container),
    days: settings(container).auditDays,
  }),
);

export const traces = perContainer(container => traceStore(inMessages(container)));

export const accounts = perContainer(container =>
  accountStore({
    ...inMessages(container),
    now: clock(container).now,
  }),
);

export const snapshots = perContainer(container => snapshotStore(inMessages(container)));

export const countedConnections = perContainer(container => createCountedConnections(clock(container)));

export const pumps = perContainer(container =>
  pumpStore({
    ...inMessages(container),
    now: clock(container).now,
  }),
);

export const postBudget = perContainer(container =>
  storedPostBudget({
    ...inMessages(container),
    postsPerSecond: settings(container).pumpPostsPerSecond,
    now: clock(container).now,
  }),
);

export const fanOutFunction = perContainer(
  container =>
    container.fanOutFunction ??
    lambdaFanOutFunction({
      ...awsConfig(container),
      functionName: required(container.env, ENV.fanOutFunction),
      endpoint: container.env[ENV.lambdaEndpoint],
      tracing: container.tracing,
    }),
);

export const filter = perContainer(container => filterOf(settings(container)));

/** No client where the deployment has no function of its own. */
export const messageHook = perContainer(container => {
  const { messageHook: functionName } = settings(container);
  if (!functionName) return undefined;
  return lambdaMessageHook({
    ...awsConfig(container),
    functionName,
    endpoint: container.env[ENV.lambdaEndpoint],
    tracing: container.tracing,
  });
});

/** No queue where no endpoint is configured: then nothing is sent, and no client is made. */
export const webhooks = perContainer(container => {
  const queueUrl = container.env[ENV.webhooksQueue];
  if (!queueUrl) return NO_WEBHOOKS;
  return webhookQueue({
    ...awsConfig(container),
    queueUrl,
    logger: logger(container),
    now: clock(container).now,
    tracing: container.tracing,
  });
});

export const notedDepartures = perContainer(container =>
  departureStore({
    ...inMessages(container),
    queue: () => ({
      ...awsConfig(container),
      queueUrl: required(container.env, ENV.departuresQueue),
    }),
  }),
);

/** Where no leave is put off, there is neither a queue nor a function that looks again. */
export const departures = perContainer((container): Departures | undefined =>
  putsOffLeaves(settings(container)) ? notedDepartures(container) : undefined,
);

export const metrics = perContainer(
  container =>
    container.metrics ??
    embeddedMetrics({
      service: () => required(container.env, ENV.metricsService),
      clock: clock(container),
      // Not through `console`: Lambda's JSON log format would wrap the line, and CloudWatch find no metrics in it.
      write: line => void process.stdout.write(line),
    }),
);

export const rates = perContainer(container =>
  createRates({
    clock: clock(container),
    shared: sharedRates({
      ...inMessages(container),
      now: clock(container).now,
    }),
  }),
);

export const settings = perContainer(({ env }) => readSettings(env));

export const repeats = perContainer(() => createRepeats());
export const lines = perContainer(makeLines);
export const largeRooms = perContainer(container => createLargeRooms(clock(container)));
export const repushes = perContainer(container => createRepushes(clock(container)));

export const poster = perContainer((container): Poster => {
  const own =
    container.poster ??
    managementPoster({
      ...awsConfig(container),
      endpoint: required(container.env, ENV.managementEndpoint),
      region: required(container.env, 'AWS_REGION'),
      logger: logger(container),
    });
  return { ...own, post: spanned(container.tracing, 'post', own.post) };
});

/** Counts what comes of the posts of messages. Those of presence and typing may get lost, and are not counted. */
export const countedPoster = perContainer((container): Poster => {
  const own = poster(container);
  const { posted } = metrics(container);
  return {
    ...own,
    async post(connectionId, frame) {
      const result = await own.post(connectionId, frame);
      posted(result);
      return result;
    },
  };
});

const secretsManager = perContainer(container =>
  secretsManagerClient({ ...awsConfig(container), endpoint: container.env[ENV.secretsManagerEndpoint] }),
);

const secret = perContainer(container =>
  keptSecret({
    client: secretsManager(container),
    secretId: required(container.env, ENV.secretId),
    clock: clock(container),
    logger: logger(container),
  }),
);

export const apiKeys = perContainer(container => keysOf(secret(container), logger(container)));
export const rotation = perContainer(container => secretRotation(secretsManager(container)));

const RETRY_SECONDS = 5;

const endpoints = perContainer((container): WebhookEndpoints => {
  const { post } = webhookEndpoints({
    key: webhookKeyOf(secret(container)),
    clock: clock(container),
    logger: logger(container),
  });
  return { post: spanned(container.tracing, 'webhook', post) };
});

/** What delivering webhooks takes. */
export const webhookDelivery = perContainer(container => ({
  clock: clock(container),
  logger: logger(container),
  urls: required(container.env, ENV.webhookUrls).split(','),
  firstRetrySeconds: wholeNumber(container.env, ENV.webhookRetrySeconds) ?? RETRY_SECONDS,
  endpoints: endpoints(container),
  retries: webhookRetries({
    ...awsConfig(container),
    queueUrl: required(container.env, ENV.webhooksQueue),
    tracing: container.tracing,
  }),
}));

/** On this machine the issuer's address is the pool's: `<endpoint>/<pool id>`. */
export const people = perContainer(container => {
  const issuer = container.env[ENV.tokenIssuer];
  return userPool({
    ...awsConfig(container),
    endpoint: issuer && new URL(issuer).origin,
    poolId: issuer ? basename(issuer) : required(container.env, ENV.userPoolId),
  });
});

export const verifier = perContainer(({ env }) => {
  const issuer = env[ENV.tokenIssuer];
  const clientId = required(env, ENV.userPoolClientId);
  return issuer
    ? issuerVerifier({ issuer, clientId })
    : cognitoVerifier({ userPoolId: required(env, ENV.userPoolId), clientId });
});
