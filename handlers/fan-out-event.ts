/** What the fan-out function is invoked with: its own events, and dead letters, which are handed to it as they are. */
import * as z from 'zod';
import type { FanOutEvent } from '../shared/core/fan-out/ports.ts';
import { connectionId, pushes, room } from '../shared/protocol/index.ts';

const push = z.discriminatedUnion('type', [pushes.message, pushes.edited, pushes.deleted]);
const receiver = z.object({
  userId: z.string(),
  name: z.string(),
  connectionId: z.string(),
  connectedAt: z.int().optional(),
  upgraded: z.boolean().optional(),
});
const audience = z.enum(['looking', 'away']).optional();

const fanOutEvent: z.ZodType<FanOutEvent> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pump'), room, seq: z.number(), audience }),
  z
    .object({
      kind: z.literal('segment'),
      room,
      frames: z.array(z.string()),
      audience,
      after: z.optional(connectionId),
      upTo: z.optional(connectionId),
    })
    .refine(({ after = '', upTo }) => upTo === undefined || after < upTo, 'a segment ends after it begins'),
  z.object({ kind: z.literal('lagging'), room, receivers: z.array(receiver), push: push.optional() }),
]);

/** Text that is no JSON is refused like every other event of the wrong shape. */
const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue('is not JSON');
    return z.NEVER;
  }
});

/** What Lambda makes of an event that failed for good. */
const deadLetter = z.object({ requestPayload: z.unknown() });
/** Dead letters as their queue hands them over. */
const deadLetters = z.object({ Records: z.array(z.object({ body: json })) });

const isQueued = (raw: unknown): boolean => typeof raw === 'object' && raw !== null && 'Records' in raw;

export function fanOutEvents(raw: unknown): FanOutEvent[] {
  const queued = isQueued(raw) ? deadLetters.parse(raw).Records.map(({ body }) => body) : undefined;
  return (queued ?? [raw]).map(one =>
    fanOutEvent.parse(deadLetter.safeParse(one).data?.requestPayload ?? one),
  );
}
