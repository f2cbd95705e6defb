/** The secret as a container knows it: kept for 5 minutes, and read earlier if a caller shows an unknown key. */
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';
import type { Clock, Logger } from '../core/ports.ts';
import type { Secret } from '../core/secret.ts';
import { type ClientOptions, configOf } from './client-options.ts';

/** Before its first rotation, a secret may lack the webhooks' key. */
const storedSecret = z.object({
  current: z.string().check(z.minLength(16)),
  previous: z.optional(z.string().check(z.minLength(16))),
  webhookKey: z.optional(z.string().check(z.minLength(16))),
  // Each is read by itself, so that a mistake in one leaves the others good.
  keys: z.optional(z.record(z.string(), z.unknown())),
});
export type StoredSecret = z.infer<typeof storedSecret>;

export const parseSecret = (text: string | undefined): StoredSecret =>
  storedSecret.parse(JSON.parse(text ?? 'null'));

export const completeSecret = (text: string | undefined): Secret =>
  z.required(storedSecret, { webhookKey: true }).parse(JSON.parse(text ?? 'null'));

export const secretsManagerClient = (options: ClientOptions): SecretsManagerClient =>
  new SecretsManagerClient(configOf(options));

const KEPT_MS = 300_000; // 5 minutes
const LOOK_AGAIN_MS = 30_000; // 30 seconds

export interface KeptSecret {
  read(): Promise<StoredSecret>;
  /** Reads the secret again. If that was done within the last 30 seconds, returns how long to wait instead. */
  readAgain(): Promise<StoredSecret | { readonly waitMs: number }>;
}

export function keptSecret(deps: {
  client: SecretsManagerClient;
  secretId: string;
  clock: Clock;
  logger: Logger;
}): KeptSecret {
  const { client, secretId, clock, logger } = deps;
  let kept: { readonly secret: StoredSecret; readonly until: number } | undefined;
  let loading: Promise<StoredSecret> | undefined;
  let lookAgainAt = 0;

  async function load(): Promise<StoredSecret> {
    const before = kept;
    try {
      const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
      const secret = parseSecret(SecretString);
      kept = { secret, until: clock.now() + KEPT_MS };
      return secret;
    } catch (error) {
      if (!before) throw error;
      // The last keys are most likely still right. Nobody is refused because Secrets Manager is unavailable.
      logger.error('secret not read', { error });
      kept = { ...before, until: clock.now() + LOOK_AGAIN_MS };
      return before.secret;
    }
  }

  /** Concurrent callers share one call. */
  function loadOnce(): Promise<StoredSecret> {
    loading ??= load().finally(() => {
      loading = undefined;
    });
    return loading;
  }

  return {
    read: async () => (kept && clock.now() < kept.until ? kept.secret : loadOnce()),

    async readAgain() {
      if (loading) return loading;
      const waitMs = lookAgainAt - clock.now();
      if (waitMs > 0) return { waitMs };
      lookAgainAt = clock.now() + LOOK_AGAIN_MS;
      return loadOnce();
    },
  };
}

/** A secret made by CloudFormation has no such key until its first rotation, a moment later. */
export const webhookKeyOf = (secret: KeptSecret) => async (): Promise<string> => {
  const { webhookKey } = await secret.read();
  if (webhookKey === undefined) throw new Error('the secret has no webhookKey yet: rotate it once');
  return webhookKey;
};
