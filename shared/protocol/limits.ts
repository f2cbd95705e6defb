/** What the wire contract bounds. Bytes are UTF-8; times are milliseconds unless the name says otherwise. */
export const LIMITS = {
  /** API Gateway's own: a larger frame or message closes the connection with 1009. */
  frameBytes: 32_768,
  messageBytes: 131_072,
  /** Of `text`, and of `data` as JSON. */
  contentBytes: 16_384,
  /** How deep `data` may nest: bounds the recursion of every parser down the line. */
  contentDepth: 64,
  /** Of a room's custom data, as JSON. */
  roomDataBytes: 4_096,
  topicLength: 1_024,
  pictureLength: 1_024,
  /** The longest slow mode: seconds between two messages of one sender. */
  slowModeSeconds: 3_600, // 1 h
  idLength: 64,
  roomLength: 128,
  userIdLength: 128,
  roomsPerRequest: 50,
  membersPerRequest: 50,
  /** Rooms that a connection has in view at once, and seconds after which they count as out of view unless told again. */
  roomsInView: 4,
  viewSeconds: 900, // 15 minutes
  historyPage: 100,
  /** Rooms or invitations of one page, and characters of the cursor to the next. */
  listPage: 100,
  cursorLength: 512,
  /** Newest messages that a join without a cursor is given: as many as one read of the log's tail holds. */
  joinTail: 10,
  /** A reply stays under API Gateway's 128 KB message, with room for its envelope. */
  replyBytes: 120_000,
  publishBatch: 25,
  importBatch: 100,
  /** A `messageId` sent again within this time is a repeat, not a new message. */
  repeatWindowMs: 600_000, // 10 minutes
  connectionSeconds: 7_200, // 2 h, API Gateway's own
} as const;
