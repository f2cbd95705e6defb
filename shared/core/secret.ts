/** The one secret of a deployment: the API keys of servers, and the key that webhooks are signed with. */
import { randomBytes } from 'node:crypto';

export interface Secret {
  readonly current: string;
  /** Still taken until the next rotation, so that a rotation drops nobody. */
  readonly previous?: string | undefined;
  readonly webhookKey: string;
  /** Keys of the server API by their names; a rotation leaves them as they are. */
  readonly keys?: Readonly<Record<string, unknown>> | undefined;
}

/** A prefix tells people and secret scanners what it is, and keeps a leading `-` out of command lines. */
const newKey = () => `key_${randomBytes(32).toString('base64url')}`;
/** As Standard Webhooks writes keys, so that its libraries take it. */
const newWebhookKey = () => `whsec_${randomBytes(32).toString('base64')}`;

export const firstSecret = (): Secret => ({ current: newKey(), webhookKey: newWebhookKey() });

/**
 * What a rotation makes of it. The webhooks' key stays: who receives them would have to change theirs at the same moment.
 * CloudFormation can make up one member of a secret only, `current`; the first rotation adds what is missing.
 */
export const nextSecret = (secret: {
  readonly current: string;
  readonly webhookKey?: string | undefined;
  readonly keys?: Readonly<Record<string, unknown>> | undefined;
}): Secret => ({ ...firstSecret(), ...secret, previous: secret.current, current: newKey() });
