/** Every rule that this machine keeps as AWS does: AWS's own value, where it says so, and when that was last looked up. */

export interface Rule {
  /** AWS's value, and the default here. */
  readonly aws: number;
  /** What happens beyond it. */
  readonly says: string;
  readonly source: string;
  /** When the source was read. */
  readonly read: string;
}

const SOCKET_QUOTAS =
  'https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html';
const ACCOUNT_QUOTAS = 'https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html';
const MANAGEMENT_API =
  'https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html';
const THROTTLES = 'https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-protect.html';
const LAMBDA_QUOTAS = 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html';
const LAMBDA_SCALING = 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html';
const LAMBDA_ASYNC = 'https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html';
const UNPUBLISHED = 'AWS publishes no figure';

const rule = (aws: number, source: string, says: string, read = '2026-11-24'): Rule => ({
  aws,
  says,
  source,
  read,
});

export const RULES = {
  frameBytes: rule(32_768, SOCKET_QUOTAS, 'payload of one inbound frame; over it closed with 1009'),
  messageBytes: rule(131_072, SOCKET_QUOTAS, 'one inbound message, all its frames; over it closed with 1009'),
  urlLength: rule(4_096, SOCKET_QUOTAS, 'characters of the URL of an upgrade; over it 414'),
  idleMs: rule(600_000, SOCKET_QUOTAS, 'without a message in either direction; then closed with 1001'),
  pingsCount: rule(0, UNPUBLISHED, '1: a ping counts as a message for idleMs (docs/decisions/0040)'),
  lifetimeMs: rule(7_200_000, SOCKET_QUOTAS, 'age of a connection, busy or not; then closed with 1001'),
  integrationTimeoutMs: rule(
    29_000,
    SOCKET_QUOTAS,
    'wait for an integration; then Endpoint request timed out',
  ),
  authorizerResultBytes: rule(8_192, SOCKET_QUOTAS, 'what an authorizer returns, as JSON; over it 500'),
  connectsPerSecond: rule(500, SOCKET_QUOTAS, 'new connections; over it 429'),
  connectBurst: rule(500, ACCOUNT_QUOTAS, 'new connections at one instant'),
  requestsPerSecond: rule(
    10_000,
    ACCOUNT_QUOTAS,
    'inbound messages and management calls together; over it Limit exceeded, and 429 LimitExceededException',
  ),
  requestBurst: rule(5_000, ACCOUNT_QUOTAS, 'of those at one instant'),
  messagesPerSecond: rule(
    Number.POSITIVE_INFINITY,
    THROTTLES,
    'inbound messages of a stage that sets its routes a throttle; over it Limit exceeded',
    '2026-11-27',
  ),
  messageBurst: rule(Number.POSITIVE_INFINITY, THROTTLES, 'of those at one instant', '2026-11-27'),
  postBytes: rule(131_072, MANAGEMENT_API, 'body of one PostToConnection; over it 413'),
  sendBufferBytes: rule(
    1_048_576, // as Centrifugo's client queue
    UNPUBLISHED,
    'what waits for a client that reads too slowly; over it 429 LimitExceededException',
  ),
  closeTimeoutMs: rule(
    2_000,
    UNPUBLISHED,
    'wait for a client to answer a close frame; then its socket is cut',
  ),
  lambdaConcurrency: rule(1_000, LAMBDA_QUOTAS, 'functions running at once; over it throttled'),
  lambdaScaling: rule(
    1_000,
    LAMBDA_SCALING,
    'new sandboxes of one function in 10 seconds; over it throttled',
  ),
  syncPayloadBytes: rule(
    6_291_456,
    LAMBDA_QUOTAS,
    'payload of a synchronous invocation, over it 413; and of its answer, over it a function error',
  ),
  asyncPayloadBytes: rule(1_048_576, LAMBDA_QUOTAS, 'payload of an asynchronous invocation; over it 413'),
  asyncRetries: rule(2, LAMBDA_ASYNC, 'how often a failed asynchronous invocation is tried again'),
  asyncRetryMs: rule(60_000, LAMBDA_ASYNC, 'wait before the first retry; twice as long before the second'),
  asyncMaxAgeMs: rule(21_600_000, LAMBDA_ASYNC, 'age at which a throttled asynchronous event is given up'),
} as const satisfies Readonly<Record<string, Rule>>;

export type RuleName = keyof typeof RULES;
/** A value for each rule; `Infinity` turns a limit off. */
export type GatewayRules = { readonly [Name in RuleName]: number };

const isRule = (name: string): name is RuleName => Object.hasOwn(RULES, name);

export const AWS_RULES = Object.fromEntries(
  Object.entries(RULES).map(([name, { aws }]) => [name, aws]),
) as GatewayRules;

const written = (value: number) => (Number.isFinite(value) ? value : 'off');

/** From `name=value`; `off` is no limit at all. */
export function ruleFrom(text: string): Partial<GatewayRules> {
  const [name = '', value = ''] = text.split('=', 2);
  if (!isRule(name)) {
    const known = Object.entries(RULES).map(
      ([key, { aws, says }]) => `  ${`${key}=${written(aws)}`.padEnd(30)}${says}`,
    );
    throw new Error(`there is no rule "${name}". The rules, with AWS's values:\n${known.join('\n')}`);
  }
  const number = value === 'off' ? Number.POSITIVE_INFINITY : Number(value);
  if (value === '' || Number.isNaN(number) || number < 0)
    throw new Error(`${name}=${value}: a number from 0, or "off", as in ${name}=${written(RULES[name].aws)}`);
  return { [name]: number };
}
