import type { DemoUser } from './demo-users.ts';

/** What a tool needs to use the server; the `--json` ready line. */
export interface Ready {
  readonly ready: true;
  readonly socketUrl: string;
  readonly httpUrl: string;
  readonly managementUrl: string;
  readonly dynamodb: { endpoint: string; tables: { connections: string; messages: string } };
  readonly cognito: { endpoint: string; region: string; userPoolId: string; clientId: string };
  readonly publish: { url: string; apiKey: string };
  /** The server API, and a key that is good for all of it; undefined if the deployment has none. */
  readonly api?: { url: string; apiKey: string };
  readonly secretsManager: { endpoint: string; secretId: string };
  readonly sqs: { endpoint: string; queues: Readonly<Record<string, string>> };
  /** Where events are sent to, and the key they are signed with; undefined if that is switched off. */
  readonly webhooks?: { urls: readonly string[]; key: string };
  readonly users: readonly DemoUser[];
}
