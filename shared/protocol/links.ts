/** Invitation links. The SDK hands the replies over as they come: their schemas are not in its bundle. */
import * as z from 'zod/mini';
import { ok } from './core-replies.ts';
import { room, sentAt, user } from './fields.ts';
import { roomRole } from './rooms.ts';

export const LINKS = {
  /** Users whom one link lets in, at most. */
  uses: 100,
  /** How long one may last. */
  days: 30,
} as const;

/** 16 random bytes: a user who has them may come in. */
export const linkId = z.string().check(z.regex(/^[A-Za-z0-9_-]{22}$/, 'is the id of a link'));

const link = z.object({
  link: z.string(),
  uses: z.int(),
  used: z.int(),
  until: sentAt,
  by: user,
  at: sentAt,
});

export const linkReplies = {
  createLink: ok('createLink', { room, link: z.string(), uses: z.int(), until: sentAt }),
  /** In no order. A page may hold fewer than its limit, even none. */
  listLinks: ok('listLinks', { room, links: z.array(link), next: z.optional(z.string()) }),
  revokeLink: ok('revokeLink', { room, link: z.string() }),
  useLink: ok('useLink', { room, role: roomRole }),
} as const;
