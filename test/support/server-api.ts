/** A server that uses the API over HTTP, with keys of its own making. */
import { createHash } from 'node:crypto';
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../emulator/local-aws.ts';
import { type OperationName, operations, type Scope } from '../../shared/protocol/operations.ts';
import type { Frame } from './socket.ts';

export interface NewKey {
  readonly key: string;
  readonly scopes: readonly Scope[];
  readonly rooms?: string;
}

/** Puts keys into a server's secret, by their names, beside what is in there. */
export async function addKeys(
  { endpoint, secretId: SecretId }: { endpoint: string; secretId: string },
  keys: Readonly<Record<string, NewKey | { sha256: string }>>,
): Promise<void> {
  const client = new SecretsManagerClient({
    endpoint,
    region: LOCAL_REGION,
    credentials: LOCAL_CREDENTIALS,
  });
  const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId }));
  const secret = JSON.parse(SecretString);
  const added = Object.entries(keys).map(([name, entry]) => {
    if (!('key' in entry)) return [name, entry];
    const { key, ...rest } = entry;
    return [name, { ...rest, sha256: createHash('sha256').update(key).digest('hex') }];
  });
  const next = { ...secret, keys: { ...secret.keys, ...Object.fromEntries(added) } };
  await client.send(new PutSecretValueCommand({ SecretId, SecretString: JSON.stringify(next) }));
  client.destroy();
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Frame;
}

/** Sends an operation as the table says: fields of the path there, the others in the query or the body. */
export async function call(
  { url, apiKey }: { url: string; apiKey: string | undefined },
  name: OperationName,
  input: Readonly<Record<string, unknown>> = {},
  headers: Record<string, string> = {},
): Promise<Answer> {
  const { method, path } = operations[name];
  const rest = new Map(Object.entries(input));
  const filled = path.replace(/\{(\w+)\}/g, (_, field) => {
    const value = rest.get(field);
    rest.delete(field);
    return encodeURIComponent(String(value));
  });
  const fields = Object.fromEntries(rest);
  const inQuery = method === 'GET' || method === 'DELETE';
  const query = new URLSearchParams();
  if (inQuery) for (const [field, value] of Object.entries(fields)) query.set(field, String(value));
  const response = await fetch(`${url}${filled}${query.size > 0 ? `?${query}` : ''}`, {
    method,
    headers: { ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }), ...headers },
    ...(!inQuery && { body: JSON.stringify(fields) }),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}
