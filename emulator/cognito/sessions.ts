/** A session begins with a sign-in and is named by its `origin_jti`; its refresh token is kept as a hash only. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Storage } from '../storage.ts';
import type { User } from './user.ts';

const SESSIONS = 'session/';

const Session = z.object({
  originJti: z.string(),
  eventId: z.string(),
  sub: z.string(),
  generation: z.number(),
  secretHash: z.string(),
  signedInAt: z.number(),
  expiresAt: z.number(),
  revoked: z.boolean(),
  /** What its tokens are for, where an application asked for it. */
  scope: z.string().optional(),
});
export type Session = z.infer<typeof Session>;

export type Sessions = ReturnType<typeof createSessions>;

export function isRevoked(session: Session, user: User): boolean {
  return session.revoked || session.generation !== user.generation;
}

interface SessionsOptions {
  now(): number;
  readonly refreshTokenMs: number;
}

export function createSessions(storage: Storage, { now, refreshTokenMs }: SessionsOptions) {
  const put = (session: Session) =>
    storage.write({ type: 'put', key: SESSIONS + session.originJti, value: session });

  async function find(originJti: string): Promise<Session | undefined> {
    const stored = await storage.get(SESSIONS + originJti);
    return stored === undefined ? undefined : Session.parse(stored);
  }

  return {
    find,

    async begin(user: User, scope?: string): Promise<{ session: Session; refreshToken: string }> {
      const secret = randomBytes(48).toString('base64url');
      const session = {
        originJti: randomUUID(),
        eventId: randomUUID(),
        sub: user.sub,
        generation: user.generation,
        secretHash: hash(secret),
        signedInAt: now(),
        expiresAt: now() + refreshTokenMs,
        revoked: false,
        ...(scope !== undefined && { scope }),
      };
      await put(session);
      return { session, refreshToken: `${session.originJti}.${secret}` };
    },

    async findByRefreshToken(refreshToken: string): Promise<Session | undefined> {
      const [originJti = '', secret = ''] = refreshToken.split('.');
      const session = await find(originJti);
      return session?.secretHash === hash(secret) ? session : undefined;
    },

    revoke: (session: Session) => put({ ...session, revoked: true }),

    async removeExpired(): Promise<void> {
      for await (const stored of storage.list(SESSIONS)) {
        const { originJti, expiresAt } = Session.parse(stored);
        if (expiresAt <= now()) await storage.write({ type: 'del', key: SESSIONS + originJti });
      }
    },
  };
}

function hash(secret: string): string {
  return createHash('sha256').update(secret).digest('base64');
}
