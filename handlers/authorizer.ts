/**
 * Who may connect: the holder of a valid access token. Runs once a connection, before `$connect`; its bundle is on the
 * path of every connect, so it takes zod's small variant.
 */
import * as z from 'zod/mini';
import { ENV } from '../shared/names.ts';
import { logger, verifier } from './deps.ts';
import { flag } from './environment.ts';
import { lambda } from './lambda.ts';
import { tokenOf } from './token.ts';

const strings = z.optional(z.nullable(z.record(z.string(), z.string())));

const authorizerEvent = z.object({
  methodArn: z.string(),
  headers: strings,
  multiValueHeaders: z.optional(z.nullable(z.record(z.string(), z.array(z.string())))),
  queryStringParameters: strings,
});

interface Allowed {
  readonly principalId: string;
  readonly policyDocument: {
    readonly Version: '2012-10-17';
    readonly Statement: readonly { Action: string; Effect: 'Allow'; Resource: string }[];
  };
  /** Rides on every later event of the connection. Values can only be strings, numbers and booleans. */
  readonly context: { userId: string; name: string; groups: string; iat: number; exp: number };
}

export const handler = lambda<Allowed>(async (container, raw) => {
  const event = authorizerEvent.parse(raw);
  const token = tokenOf(event, {
    allowQuery: flag(container.env, ENV.allowQueryToken) ?? false,
  });
  // API Gateway answers 401 to exactly this word.
  if (token === undefined) throw new Error('Unauthorized');
  try {
    const { userId, name, groups, issuedAt: iat = 0, exp } = await verifier(container).verify(token);
    return {
      principalId: userId,
      policyDocument: {
        Version: '2012-10-17',
        Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: event.methodArn }],
      },
      context: { userId, name, groups: JSON.stringify(groups), iat, exp },
    };
  } catch (error) {
    // The reason, never the token.
    logger(container).warn('token refused', {
      reason: error instanceof Error ? error.message : String(error),
    });
    throw new Error('Unauthorized');
  }
});
