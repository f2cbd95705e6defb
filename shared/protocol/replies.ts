/** The one reply to a request: `ok` with the fields of its action, or `error` with a code of the closed set. */
import type * as z from 'zod/mini';
import { adminReplies } from './admin-replies.ts';
import { coreReplies } from './core-replies.ts';
import { discoveryReplies } from './discovery.ts';
import { linkReplies } from './links.ts';
import { moderationReplies } from './moderation-replies.ts';
import { peopleReplies } from './people-replies.ts';

export const replies = {
  ...coreReplies,
  ...linkReplies,
  ...moderationReplies,
  ...discoveryReplies,
  ...peopleReplies,
  ...adminReplies,
} as const;

/** What a use case returns: its reply without the envelope that `route()` adds. */
export type ResultOf<A extends keyof typeof replies> = Omit<
  z.infer<(typeof replies)[A]>,
  'type' | 'id' | 'action'
>;
