/** Names that infra, handlers, the emulator and the tests share. Each is spelled only here. */

/** Environment variables of the functions; those of the settings follow shared/settings.ts. */
export const ENV = {
  connectionsTable: 'CONNECTIONS_TABLE',
  messagesTable: 'MESSAGES_TABLE',
  dynamodbEndpoint: 'DYNAMODB_ENDPOINT',
  managementEndpoint: 'MANAGEMENT_ENDPOINT',
  /** Set only away from AWS: where functions are invoked. */
  lambdaEndpoint: 'LAMBDA_ENDPOINT',
  /** The ARN or name of the secret with the API keys and the key that signs webhooks. */
  secretId: 'SECRET_ID',
  /** Set only away from AWS: where secrets are read. */
  secretsManagerEndpoint: 'SECRETS_MANAGER_ENDPOINT',
  /** The function that fans out to large rooms. */
  fanOutFunction: 'FAN_OUT_FUNCTION',
  /** The URL of the queue that webhooks are delivered from; unset where there are none. */
  webhooksQueue: 'WEBHOOKS_QUEUE',
  /** Where webhooks are delivered to, comma-separated. */
  webhookUrls: 'WEBHOOK_URLS',
  /** Seconds before the first retry of an endpoint; unset, 5. */
  webhookRetrySeconds: 'WEBHOOK_RETRY_SECONDS',
  /** The URL of the queue where departures wait; unset where none is put off. */
  departuresQueue: 'DEPARTURES_QUEUE',
  userPoolId: 'USER_POOL_ID',
  userPoolClientId: 'USER_POOL_CLIENT_ID',
  /** Set only away from AWS: the token issuer, whose JWKS is at `<issuer>/.well-known/jwks.json`. */
  tokenIssuer: 'TOKEN_ISSUER',
  /** `true` accepts `?token=`, which ends up in logs; default `false`. */
  allowQueryToken: 'ALLOW_QUERY_TOKEN',
  /** Days that messages are kept; unset or 0: for ever. */
  retentionDays: 'RETENTION_DAYS',
  /** Days within which the messages table can be restored as it was; unset where it can't. */
  backupDays: 'BACKUP_DAYS',
  /** The service that metrics are published under: the stack's name. */
  metricsService: 'METRICS_SERVICE',
  /** The part of the traces that begin in a function that are kept, from 0 to 1. Only in bundles made with tracing. */
  traceShare: 'TRACE_SHARE',
  /** How many connections a sweep asks API Gateway about. */
  sweepProbes: 'SWEEP_PROBES',
} as const;

/** The index of `messages` that finds a user's memberships. */
export const MEMBERSHIPS_INDEX = 'memberships';

export const METRICS_NAMESPACE = 'Messaging';

/** Metrics that functions publish as things happen. */
export const COUNTERS = {
  posted: 'Posted',
  gone: 'PostsToGone',
  throttled: 'PostsThrottled',
  failed: 'PostsFailed',
  /** Milliseconds from a message's append to its last post. */
  delivery: 'DeliveryMs',
  /** Events that could not be handed to the webhooks' queue. */
  webhooksLost: 'WebhooksLost',
  /** Milliseconds that the deployment's own function took for a message. */
  hook: 'MessageHookMs',
  /** Messages that it refused. */
  hookRefused: 'MessageHookRefused',
  /** Calls of it that failed, ran out of time, or returned no verdict. */
  hookFailed: 'MessageHookFailed',
  /** Connections that ended, as `$disconnect` tells. */
  disconnects: 'Disconnects',
} as const;

/** Metrics that the sweeper publishes. */
export const GAUGES = {
  connections: 'ActiveConnections',
  users: 'ActiveUsers',
  rooms: 'ActiveRooms',
  expired: 'ExpiredConnections',
  orphaned: 'OrphanedItems',
} as const;

export const SUBPROTOCOL = 'messaging.v1';
