/** What nobody has a reason to choose; the capacity model reads it too. */
export const FAN_OUT = {
  /** Workers of one large room: more would not be faster, since the budgets bound the posts. */
  workersAtOnce: 8,
  /** Frames of one tick: more waits for the next, and the lease is not held for long without a word. */
  framesAtOnce: 4,
  /** Posts of one invocation: fewer than the sockets that the poster keeps. */
  postsAtOnce: 60,
} as const;

/** What a deployment may choose. */
export interface Settings {
  /** Whether a room that nobody created may be joined. */
  readonly openRooms: boolean;
  /** Rooms with more connections than this see no joins, leaves, typing and read marks. 0: none does. */
  readonly presenceLimit: number;
  /** What one sender may send into one room; 0 for no limit. */
  readonly senderMessagesPerSecond: number;
  /** What one room takes from all senders together, over ten seconds; 0 for no limit. */
  readonly roomMessagesPerSecond: number;
  /** Rooms with more connections than this are pumped: busy ones get several messages a frame. */
  readonly directLimit: number;
  /** Frames that a connection is sent from one large room; at this rate and beyond, messages share frames. */
  readonly roomFramesPerSecond: number;
  /** Posts to one large room. */
  readonly roomPostsPerSecond: number;
  /** Posts to all large rooms together; the rest of the account's requests is for everything else. 0 for no limit. */
  readonly pumpPostsPerSecond: number;
  /** Connections of a large room that one invocation posts to. */
  readonly segmentConnections: number;
  /** After so long without a sign of life another invocation takes over a room. */
  readonly pumpLeaseSeconds: number;
}

export const DEFAULT_SETTINGS: Settings = {
  openRooms: true,
  presenceLimit: 100,
  senderMessagesPerSecond: 50,
  roomMessagesPerSecond: 50, // as Ably's channels take
  directLimit: 100,
  roomFramesPerSecond: 4,
  roomPostsPerSecond: 4_000,
  pumpPostsPerSecond: 5_000, // half of an account's default quota
  segmentConnections: 1_000,
  pumpLeaseSeconds: 10,
};
