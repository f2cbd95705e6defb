import { DESIGN, mostPerFrame } from './design.ts';

export interface Packing {
  /** Messages of one frame, on average. */
  readonly perFrame: number;
  /** Seconds from one frame to the next. */
  readonly everySeconds: number;
  /** Messages a second that the room can take; more would pile up. */
  readonly mostPerSecond: number;
}

/**
 * How the pump packs a room: while one frame is on its way, the next fills. The larger or the busier the room, the more
 * messages share a frame.
 */
export function packing({
  connections,
  messagesPerSecond,
  textBytes,
  roomPostsPerSecond,
  leastSeconds = 1 / DESIGN.framesPerSecond,
}: {
  connections: number;
  messagesPerSecond: number;
  textBytes: number;
  /** The room's budget. */
  roomPostsPerSecond: number;
  /** From one frame to the next, on purpose. */
  leastSeconds?: number;
}): Packing {
  const everySeconds = Math.max(leastSeconds, connections / roomPostsPerSecond);
  const most = mostPerFrame(textBytes);
  return {
    perFrame: Math.min(most, Math.max(1, messagesPerSecond * everySeconds)),
    everySeconds,
    mostPerSecond: most / everySeconds,
  };
}
