/** What the functions find around them on this machine: the same variables as on AWS, with endpoints of ours. */

import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../emulator/local-aws.ts';
import type { Container } from '../handlers/deps.ts';
import { NO_METRICS } from '../shared/core/ports.ts';
import { ENV } from '../shared/names.ts';
import { TABLES } from './store.ts';

export interface Surroundings {
  readonly dynamodbEndpoint: string;
  readonly managementEndpoint: string;
  /** Of everything else that AWS's tools are pointed at. */
  readonly awsEndpoint: string;
  readonly secretId: string;
  readonly tokenIssuer: string;
  readonly clientId: string;
  /** Undefined if there are none. */
  readonly webhooks?: { readonly queueUrl: string; readonly urls: readonly string[] } | undefined;
  /** Where departures wait; undefined if no leave is put off. */
  readonly departuresQueue?: string | undefined;
  /** Settings of the handlers, by the names in shared/names.ts. */
  readonly settings?: Readonly<Record<string, string>>;
}

export const containerIn = (surroundings: Surroundings, rest: Partial<Container> = {}): Container => ({
  env: {
    AWS_REGION: LOCAL_REGION,
    [ENV.connectionsTable]: TABLES.connections,
    [ENV.messagesTable]: TABLES.messages,
    [ENV.dynamodbEndpoint]: surroundings.dynamodbEndpoint,
    [ENV.managementEndpoint]: surroundings.managementEndpoint,
    [ENV.secretsManagerEndpoint]: surroundings.awsEndpoint,
    [ENV.secretId]: surroundings.secretId,
    [ENV.lambdaEndpoint]: surroundings.awsEndpoint,
    [ENV.fanOutFunction]: 'fanout',
    [ENV.tokenIssuer]: surroundings.tokenIssuer,
    [ENV.userPoolClientId]: surroundings.clientId,
    // A query string lands in no log here, and tools without headers or subprotocols can connect.
    ...(surroundings.webhooks && {
      [ENV.webhooksQueue]: surroundings.webhooks.queueUrl,
      [ENV.webhookUrls]: surroundings.webhooks.urls.join(','),
    }),
    ...(surroundings.departuresQueue && { [ENV.departuresQueue]: surroundings.departuresQueue }),
    ...surroundings.settings,
  },
  credentials: LOCAL_CREDENTIALS,
  // On AWS they go through the log, which here is the newcomer's terminal.
  metrics: NO_METRICS,
  ...rest,
});
