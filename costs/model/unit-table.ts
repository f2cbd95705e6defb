/**
 * The shape of units.json: what each operation consumes, as counted by running it (`npm run costs:units`). An operation
 * whose price depends on a size is counted at several sizes; between two of them the model draws a straight line.
 */
import * as z from 'zod';

const amount = z.number().nonnegative();
const perTable = z.strictObject({ connections: amount.default(0), messages: amount.default(0) });

const point = z.strictObject({
  /** The size it was counted at: connections in the room, or rooms of the connection; 0 where there is no size. */
  n: amount,
  /** By function, as named in the route table. */
  invocations: z.record(z.string(), amount).default({}),
  reads: perTable.prefault({}),
  writes: perTable.prefault({}),
  /** Frames from the client. */
  framesIn: amount.default(0),
  /** Replies, in metered steps of 32 KB. */
  replies: amount.default(0),
  /** Frames posted to connections, in metered steps of 32 KB. */
  posts: amount.default(0),
});
export type UnitPoint = z.infer<typeof point>;
export type Units = Omit<UnitPoint, 'n'>;

export const operationName = z.enum([
  'connect',
  'disconnect',
  'departure',
  'joinRooms',
  'sendMessage',
  'sendToLargeRoom',
  'pumpTick',
  'awayTick',
  'sync',
  'ping',
  'typing',
  'markRead',
  'view',
  'presenceEvent',
  'sweep',
]);
export type OperationName = z.infer<typeof operationName>;

const size = z.enum(['connections', 'rooms']).nullable();

/** What the size of each operation is. */
export const SIZE_OF: Readonly<Record<OperationName, z.infer<typeof size>>> = {
  connect: null,
  disconnect: 'rooms',
  /** A connection that dropped out: what it costs that telling of it waits. */
  departure: null,
  /** One frame that joins all rooms of a connection. */
  joinRooms: 'rooms',
  /** A send into a room that is posted to directly. */
  sendMessage: 'connections',
  /** A send into a larger room: stored, and handed to the pump. */
  sendToLargeRoom: 'connections',
  /** One frame of the pump to all connections of a room. */
  pumpTick: 'connections',
  /** One frame to all connections of a room that have it out of view, by a pump that waited for it. */
  awayTick: 'connections',
  sync: 'rooms',
  ping: null,
  typing: 'connections',
  /** Without an `id`, as the client sends it. */
  markRead: 'connections',
  /** One room comes into view and another goes out of it. */
  view: 'connections',
  /** What a join or a leave costs beyond itself in a room that is told of it. */
  presenceEvent: 'connections',
  /** One run over all connections. */
  sweep: 'connections',
};

export const unitTable = z
  .strictObject({
    generated: z.strictObject({
      /** `costs:units` where the figures were counted, `hand` where they still are the design's. */
      by: z.enum(['costs:units', 'hand']),
      at: z.iso.date(),
      note: z.string(),
    }),
    /** Bytes of `text` that the sends were counted with. */
    messageBytes: z.number().positive(),
    operations: z.record(operationName, z.strictObject({ per: size, points: z.array(point).min(1) })),
  })
  .superRefine(({ operations }, context) => {
    for (const name of operationName.options) {
      const { per, points } = operations[name];
      if (per !== SIZE_OF[name]) context.addIssue(`${name} is counted per ${SIZE_OF[name]}, not per ${per}`);
      if (points.some(({ n }, i) => i > 0 && n <= (points[i - 1]?.n ?? 0)))
        context.addIssue(`the points of ${name} do not ascend in n`);
    }
  });
export type UnitTable = z.infer<typeof unitTable>;
