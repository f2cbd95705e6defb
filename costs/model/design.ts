/** What the design chose, where cost and capacity depend on it. */
import { FAN_OUT } from '../../shared/core/fan-out/tuning.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';

export const DESIGN = {
  ...FAN_OUT,
  /** Rooms up to this many connections are posted to by the send itself; larger ones by the pump. */
  directLimit: DEFAULT_SETTINGS.directLimit,
  /** Joins, leaves, typing and read marks are told in rooms up to this. */
  presenceLimit: DEFAULT_SETTINGS.presenceLimit,
  /** The pump sends a connection at most this many frames a second. */
  framesPerSecond: DEFAULT_SETTINGS.roomFramesPerSecond,
  /** Of an account's requests a second, the most that a room may be given: acks and small rooms need the rest. */
  largeRoomShare: 0.8,
  /** Those who have a large room out of view are sent a frame this often. */
  awaySeconds: DEFAULT_SETTINGS.awaySeconds,
  connectionsPerWorker: DEFAULT_SETTINGS.segmentConnections,
  frameBytes: LIMITS.frameBytes,
} as const;

/** Bytes on top of the text: of a message alone in its frame, of one among others, of the frame that packs them. */
const ENVELOPE_BYTES = 260;
const PACKED_BYTES = 170;
const PACK_BYTES = 90;
/** WebSocket and TLS, a frame. */
const WIRE_BYTES = 33;
/** A reply to a send or a heartbeat. */
export const REPLY_BYTES = 200 + WIRE_BYTES;
/** Keys, ids, names and times of a message in the table, and DynamoDB's own 100 bytes. */
const ITEM_BYTES = 350;

export const itemBytes = (textBytes: number): number => textBytes + ITEM_BYTES;

export const frameBytes = (textBytes: number, messages: number): number =>
  WIRE_BYTES +
  (messages <= 1 ? textBytes + ENVELOPE_BYTES : PACK_BYTES + messages * (textBytes + PACKED_BYTES));

/** As many messages as fit into one frame, which is one metered message. */
export const mostPerFrame = (textBytes: number): number =>
  Math.max(1, Math.floor((DESIGN.frameBytes - PACK_BYTES) / (textBytes + PACKED_BYTES)));
