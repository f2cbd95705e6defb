/** The deployment that the route table describes: the handlers as they are in the sources, in this process. */
import { queueArn } from '../emulator/arns.ts';
import type { Access } from '../emulator/deployment.ts';
import { inContainers } from '../emulator/lambda/containers.ts';
import type { LambdaHandler } from '../emulator/lambda/function.ts';
import { charge } from '../emulator/observe/units.ts';
import { ensureSecrets } from '../emulator/secrets-manager/provision.ts';
import type { NewQueue } from '../emulator/sqs/queues.ts';
import type { Container } from '../handlers/deps.ts';
import { NO_METRICS, type Poster } from '../shared/core/ports.ts';
import { firstSecret } from '../shared/core/secret.ts';
import { ENV } from '../shared/names.ts';
import {
  AUTHORIZER,
  DEPARTURE_QUEUE,
  FUNCTIONS,
  MOCK_ROUTES,
  ROUTES,
  TRIGGERED,
  type Trigger,
  WEBHOOK_QUEUE,
} from '../shared/routes.ts';
import { putsOffLeaves, readSettings, variableOf } from '../shared/settings.ts';
import { addLocalKey, LOCAL_API_KEY } from './api-key.ts';
import { containerIn } from './container.ts';
import type { MessagingDeployment, Source } from './deployment.ts';
import { functionsIn } from './functions.ts';
import { POOL_SETTINGS } from './pool-settings.ts';
import { httpPoster, inProcessPoster } from './posters.ts';
import { DEFINITIONS, TABLES } from './store.ts';

interface WebhookOptions {
  readonly urls: readonly string[];
  /** What a batch waits for more events. */
  readonly windowSeconds?: number;
}

export interface RoutesOptions {
  /** How the handlers' posts reach the sockets. */
  readonly managementApi: 'in-process' | 'http';
  /** Reserved concurrency by function: the most of it that runs at once. */
  readonly reserved?: Readonly<Record<string, number>>;
  /** Where events are sent to; undefined: nowhere. */
  readonly webhooks?: WebhookOptions;
  /** Settings of the handlers, by the names in shared/names.ts. */
  readonly settings?: Readonly<Record<string, string>>;
  /** A function of the deployment's own, asked before each message. */
  readonly messageHook?: LambdaHandler | undefined;
  /** For tests: what a batch of departures waits for more. */
  readonly departuresWindowSeconds?: number;
  /** For tests and `--spans`: what the handlers' container holds in addition to its environment. */
  readonly container?: Partial<Container>;
  /** For tests: what becomes of the handlers' posts on their way to the sockets. */
  readonly posting?: (poster: Poster) => Poster;
}

const SECRET_ID = 'messaging/keys';
const SECRET = {
  name: SECRET_ID,
  description: 'The API keys of servers, and the key that webhooks are signed with',
  value: () => JSON.stringify(firstSecret()),
};

/** As large as a function of its kind: Lambda's own smallest sizes are slower than what they are asked. */
const MESSAGE_HOOK = { handler: 'message-hook', memoryMb: 512, timeoutSeconds: 10 };

const FAN_OUT_DEAD_LETTERS = 'fan-out-dead-letters';
const WEBHOOKS = 'webhooks';
const WEBHOOK_DEAD_LETTERS = 'webhooks-dead-letters';

const DEAD_LETTERS = { MessageRetentionPeriod: '1209600' }; // 14 days

type Feeding = typeof WEBHOOK_QUEUE | typeof DEPARTURE_QUEUE;

/** A queue that feeds a function. */
function fed(name: string, { visibilitySeconds, retentionDays, tries }: Feeding, deadLetters: string) {
  return {
    name,
    attributes: {
      VisibilityTimeout: String(visibilitySeconds),
      MessageRetentionPeriod: String(retentionDays * 86_400),
      RedrivePolicy: { deadLetterTargetArn: queueArn(deadLetters), maxReceiveCount: tries },
    },
  };
}

const QUEUES: readonly NewQueue[] = [{ name: FAN_OUT_DEAD_LETTERS, attributes: DEAD_LETTERS }];
const WEBHOOK_QUEUES: readonly NewQueue[] = [
  { name: WEBHOOK_DEAD_LETTERS, attributes: DEAD_LETTERS },
  fed(WEBHOOKS, WEBHOOK_QUEUE, WEBHOOK_DEAD_LETTERS),
];

const DEPARTURES = 'departures';
const DEPARTURE_DEAD_LETTERS = 'departures-dead-letters';
const DEPARTURE_QUEUES: readonly NewQueue[] = [
  { name: DEPARTURE_DEAD_LETTERS, attributes: DEAD_LETTERS },
  fed(DEPARTURES, DEPARTURE_QUEUE, DEPARTURE_DEAD_LETTERS),
];

/** Without IAM: a function may do whatever it likes. */
const OPEN: Access = {
  keys: {},
  guards: [],
  requireGrant() {},
  invokers: invoker => ({
    byRoutes: invoker,
    byHttp: invoker,
    bySchedule: invoker,
    byEvent: invoker,
    byRotation: invoker,
  }),
};

/** The functions that a kind of trigger starts, each with its trigger. */
const triggeredBy = <Kind extends Trigger['kind']>(kind: Kind) =>
  TRIGGERED.flatMap(fn => {
    const { trigger } = fn;
    return isOf(trigger, kind) ? [{ fn, trigger }] : [];
  });

const isOf = <Kind extends Trigger['kind']>(
  trigger: Trigger,
  kind: Kind,
): trigger is Extract<Trigger, { kind: Kind }> => trigger.kind === kind;

const feeding = (
  kind: 'webhooks' | 'departures',
  queue: string,
  { batch, concurrency }: Feeding,
  windowSeconds: number = batch.seconds,
) =>
  triggeredBy(kind).map(({ fn }) => ({
    fn,
    queueArn: queueArn(queue),
    batchSize: batch.records,
    windowSeconds,
    concurrency,
  }));

export const fromRoutes = (options: RoutesOptions): Source => ({
  poolSettings: POOL_SETTINGS,
  async read({ httpUrl, pool, secrets }): Promise<MessagingDeployment> {
    const { managementApi, webhooks, messageHook, reserved = {}, posting = poster => poster } = options;
    const settings = {
      ...options.settings,
      ...(messageHook && { [variableOf('messageHook')]: MESSAGE_HOOK.handler }),
    };
    const read = readSettings(settings);
    const putsOff = putsOffLeaves(read);
    const vetted = new Map<string, number>();
    await ensureSecrets(secrets, [SECRET]);
    await addLocalKey(secrets, SECRET_ID);
    return {
      functions: [...FUNCTIONS, ...(messageHook ? [MESSAGE_HOOK] : [])],
      counted: [
        {
          name: 'message_hook_total',
          help: 'What the message hook said',
          label: 'verdict',
          values: vetted,
        },
      ],
      reserved,
      stage: 'local',
      routes: [...ROUTES, ...MOCK_ROUTES],
      authorizer: AUTHORIZER,
      identitySources: [],
      http: triggeredBy('http').flatMap(({ fn, trigger: { routes } }) =>
        routes.map(route => ({ ...route, fn })),
      ),
      schedules: triggeredBy('schedule').map(({ fn, trigger: { everySeconds } }) => ({ fn, everySeconds })),
      eventRules: triggeredBy('user-changes').map(({ fn, trigger: { calls } }) => ({
        fn,
        pattern: { source: ['aws.cognito-idp'], detail: { eventName: calls } },
      })),
      asyncConfigs: triggeredBy('fan-out').map(({ fn }) => ({
        fn,
        retries: undefined,
        maxAgeSeconds: undefined,
        failuresTo: queueArn(FAN_OUT_DEAD_LETTERS),
      })),
      tables: DEFINITIONS.map(definition => ({ definition, expiresBy: undefined })),
      queues: [...QUEUES, ...(webhooks ? WEBHOOK_QUEUES : []), ...(putsOff ? DEPARTURE_QUEUES : [])],
      queueTriggers: [
        ...(webhooks ? feeding('webhooks', WEBHOOKS, WEBHOOK_QUEUE, webhooks.windowSeconds) : []),
        ...(putsOff
          ? feeding('departures', DEPARTURES, DEPARTURE_QUEUE, options.departuresWindowSeconds)
          : []),
      ],
      rotations: triggeredBy('rotation').map(({ fn }) => ({ secretId: SECRET_ID, fn, atOnce: false })),
      rules: {},
      access: OPEN,
      tableNames: TABLES,
      secretId: SECRET_ID,
      apiKey: LOCAL_API_KEY,
      webhookUrls: webhooks?.urls,
      settings: read,

      async loadCode(surroundings) {
        const { managementUrl, dynamodbEndpoint, queues, connections, sandboxFaults, onConsumed } =
          surroundings;
        const poster =
          managementApi === 'in-process'
            ? inProcessPoster(connections)
            : httpPoster(managementUrl, options.container?.logger);
        const container = containerIn(
          {
            dynamodbEndpoint,
            managementEndpoint: managementUrl,
            awsEndpoint: httpUrl,
            secretId: SECRET_ID,
            tokenIssuer: pool.issuer,
            clientId: pool.clientId,
            webhooks: webhooks && { queueUrl: queues.urlOf(WEBHOOKS), urls: webhooks.urls },
            departuresQueue: putsOff ? queues.urlOf(DEPARTURES) : undefined,
            settings,
          },
          {
            poster: posting(poster),
            metrics: {
              ...NO_METRICS,
              vetted: verdict => void vetted.set(verdict, (vetted.get(verdict) ?? 0) + 1),
            },
            ...(options.settings?.[ENV.dynamodbEndpoint] === undefined && {
              transport: surroundings.directCalls,
            }),
            ...options.container,
            onConsumed(consumed) {
              charge(consumed);
              onConsumed(consumed);
              options.container?.onConsumed?.(consumed);
            },
          },
        );
        // A container is known by its identity: another one remembers nothing.
        const handlers = inContainers(
          () => ({
            ...functionsIn({ ...container }),
            ...(messageHook && { [MESSAGE_HOOK.handler]: messageHook }),
          }),
          sandboxFaults,
        );
        return { handlers, close: async () => poster.close() };
      },
    };
  },
});
