/** What webhooks tell an endpoint, by its `type`. An event may come late, twice or out of order: `id` and `seq` tell. */
import * as z from 'zod/mini';
import { deleted, edited, message } from './entries.ts';
import { connectionId, room, sentAt, user } from './fields.ts';

const event = <T extends string, S extends z.core.$ZodLooseShape>(type: T, shape: S) =>
  z.strictObject({
    /** The same whenever the event is told again. */
    id: z.string().check(z.minLength(1)),
    type: z.literal(type),
    /** When it happened. */
    at: sentAt,
    ...shape,
  });

const connection = { user, connectionId };

export const webhookEvent = z.discriminatedUnion('type', [
  event('connection.opened', connection),
  event('connection.closed', connection),
  event('room.joined', { room, ...connection }),
  event('room.left', { room, ...connection }),
  /** As everyone in the room is told. */
  event('message.sent', { message }),
  event('message.edited', { change: z.omit(edited, { type: true }) }),
  event('message.deleted', { change: z.omit(deleted, { type: true }) }),
]);
export type WebhookEvent = z.infer<typeof webhookEvent>;

/** The body of a request to an endpoint. */
export const webhookBody = z.strictObject({ events: z.array(webhookEvent).check(z.minLength(1)) });
export type WebhookBody = z.infer<typeof webhookBody>;
