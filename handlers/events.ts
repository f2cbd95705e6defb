/** What the handlers read of API Gateway's events; everything that comes from outside is parsed here. */
import * as z from 'zod';
import type { Connection } from '../shared/core/ports.ts';
import { expiryOf } from '../shared/core/presence/connect.ts';
import { ProtocolError } from '../shared/protocol/index.ts';

/** The authorizer's context. API Gateway may hand numbers on as text. */
const authorizerContext = z.object({
  userId: z.string(),
  name: z.string(),
  /** A list as JSON, since a context value can't be one, and the name of a group may hold any separator. */
  groups: z.string(),
  /** 0 where the token does not say, and absent from a connection that an older version let in. */
  iat: z.coerce.number().default(0),
  exp: z.coerce.number(),
});

const socketEvent = z.object({
  requestContext: z.object({
    connectionId: z.string(),
    requestId: z.string(),
    connectedAt: z.int(),
    requestTimeEpoch: z.number(),
    authorizer: z.unknown().optional(),
    identity: z.object({ sourceIp: z.string().optional(), userAgent: z.string().nullish() }).optional(),
  }),
  headers: z.record(z.string(), z.string()).nullish(),
  multiValueHeaders: z.record(z.string(), z.array(z.string())).nullish(),
  body: z.string().nullish(),
});
export type SocketEvent = z.infer<typeof socketEvent>;

export const parseSocketEvent = (event: unknown): SocketEvent => socketEvent.parse(event);

/** What is no list of names makes nobody a member of a group. */
function groupsIn(json: string): string[] {
  try {
    const groups: unknown = JSON.parse(json);
    return Array.isArray(groups) ? groups.filter(group => typeof group === 'string') : [];
  } catch {
    return [];
  }
}

/** Who is speaking: the authorizer said so when the connection was made. */
export function connectionOf({ requestContext }: SocketEvent): Connection {
  const { connectionId, connectedAt, authorizer, identity } = requestContext;
  const context = authorizerContext.safeParse(authorizer);
  if (!context.success) throw new ProtocolError('FORBIDDEN', 'This connection was not signed in.');
  const { userId, name, groups, iat, exp } = context.data;
  return {
    connectionId,
    userId,
    name,
    groups: groupsIn(groups),
    connectedAt,
    issuedAt: iat,
    expiresAt: expiryOf(connectedAt, exp),
    address: identity?.sourceIp,
  };
}
