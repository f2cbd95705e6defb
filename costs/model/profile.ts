/** What users do. Every figure of a profile is an assumption, and the profile says so in its own words. */
import * as z from 'zod';

const amount = z.number().nonnegative();

const rooms = z.strictObject({
  /** For the tables: direct, group, hall. */
  name: z.string(),
  /** Connections in such a room while somebody sends, the sender's own among them. */
  connections: z.number().min(1),
  /** Rooms of this size that a session joins. */
  joined: amount,
  /** Of the others in such a room, those who have it in view at any moment. Nobody looks at more than one room at once. */
  inView: z.number().min(0).max(1).default(1),
  /** Of all messages, those sent into such rooms. */
  share: z.number().min(0).max(1),
  /** Messages a second in one such room while it is busy. */
  messagesPerSecond: z.number().positive(),
});
export type RoomClass = z.infer<typeof rooms>;

export const profile = z.strictObject({
  name: z.string(),
  assumptions: z.array(z.string()).min(1),
  sessionsPerDay: z.number().positive(),
  minutesPerSession: z.number().positive(),
  messagesPerSession: amount,
  messageBytes: z.number().positive().max(16_384),
  /** What keeps a connection open and proves that nothing was missed, as often as the SDK sends it. */
  heartbeat: z.enum(['sync', 'ping', 'none']),
  /** How often a session comes to look at another room; the first is told with the join. */
  switchesPerSession: amount.default(0),
  /** A typist's events, and receivers' read marks, a message sent. */
  typingPerMessage: amount,
  readsPerMessage: amount,
  rooms: z
    .array(rooms)
    .min(1)
    .refine(
      all => Math.abs(all.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-9,
      'the shares of the rooms sum to 1',
    ),
  /** The busiest hour over the mean of the month. */
  peakFactor: z.number().min(1),
  retentionDays: z.number().positive(),
});
export type Profile = z.infer<typeof profile>;
