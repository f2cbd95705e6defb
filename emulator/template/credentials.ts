/** Temporary credentials, a pair for each function: by its access key a request is known to be the function's. */
import { randomBytes } from 'node:crypto';
import type { KeyPairs } from '../http/signature.ts';
import type { TemplateFunction } from './functions.ts';

export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

export interface Credentials {
  readonly keys: KeyPairs;
  of(fn: TemplateFunction): SessionCredentials;
  /** Whose key it is, and the token that has to come along with it. */
  holderOf(accessKeyId: string): { readonly fn: TemplateFunction; readonly sessionToken: string } | undefined;
}

/** As AWS makes them: `ASIA` says that they are temporary. */
const made = (): SessionCredentials => ({
  accessKeyId: `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
  secretAccessKey: randomBytes(30).toString('base64url'),
  sessionToken: randomBytes(48).toString('base64'),
});

export function credentialsFor(functions: readonly TemplateFunction[]): Credentials {
  const byFunction = new Map(functions.map(fn => [fn.handler, made()]));
  const holders = new Map(
    functions.map(fn => {
      const { accessKeyId, sessionToken } = credentialsOf(fn);
      return [accessKeyId, { fn, sessionToken }];
    }),
  );

  function credentialsOf({ handler }: TemplateFunction): SessionCredentials {
    const found = byFunction.get(handler);
    if (!found) throw new Error(`${handler} is no function of this stack`);
    return found;
  }

  return {
    keys: Object.fromEntries(
      [...byFunction.values()].map(({ accessKeyId, secretAccessKey }) => [accessKeyId, secretAccessKey]),
    ),
    of: credentialsOf,
    holderOf: accessKeyId => holders.get(accessKeyId),
  };
}
