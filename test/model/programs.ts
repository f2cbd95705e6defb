/** The real use cases as processes: each is a container of its own, that knows nothing when it begins. */
import { LRUCache } from 'lru-cache';
import { TABLES } from '../../local/store.ts';
import { connectionStore } from '../../shared/aws/connection-store.ts';
import { messageStore } from '../../shared/aws/message-store.ts';
import { pumpStore } from '../../shared/aws/pump-store.ts';
import { reportStore } from '../../shared/aws/report-store.ts';
import { roomStore } from '../../shared/aws/room-store.ts';
import { handleFanOut } from '../../shared/core/fan-out/handle-fan-out.ts';
import type { FanOutEvent } from '../../shared/core/fan-out/ports.ts';
import { createLines } from '../../shared/core/log/lines.ts';
import { createRepeats } from '../../shared/core/log/repeats.ts';
import { deleteMessage, editMessage } from '../../shared/core/messages/change-message.ts';
import { sendMessage } from '../../shared/core/messages/send-message.ts';
import { type Connection, NO_METRICS } from '../../shared/core/ports.ts';
import { NO_WEBHOOKS } from '../../shared/core/webhooks/ports.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../shared/settings.ts';
import { NO_RATES } from '../support/no-rates.ts';
import type { Ports, Program } from './run.ts';

export const ROOM = 'model';
/** Of the first step. Some time in 2026, so that nothing has expired. */
export const BEGUN_AT = 1_790_000_000_000;
/** What a function of API Gateway has, and what the fan-out function has. */
const REPLY_MS = 28_000;
const FAN_OUT_MS = 900_000;

export const user = (userId: string): Connection => ({
  userId,
  name: userId,
  connectionId: `of-${userId}`,
  groups: [],
  connectedAt: BEGUN_AT,
  expiresAt: BEGUN_AT / 1_000 + 7_200,
});

/** No rate holds anything up: waiting is what makes a model large. */
export const modelSettings = (changed: Partial<Settings>): Settings => ({
  ...DEFAULT_SETTINGS,
  senderMessagesPerSecond: 0,
  roomMessagesPerSecond: 0,
  presenceLimit: 0,
  removedDays: 0,
  pumpPostsPerSecond: 0,
  roomFramesPerSecond: Number.POSITIVE_INFINITY,
  roomPostsPerSecond: Number.POSITIVE_INFINITY,
  ...changed,
});

function container({ documents, clock, poster, fanOutFunction }: Ports, settings: Settings) {
  const inMessages = { documents, table: TABLES.messages, now: clock.now };
  return {
    clock,
    poster,
    fanOutFunction,
    settings,
    connections: connectionStore({ documents, table: TABLES.connections, now: clock.now }),
    messages: messageStore(inMessages),
    rooms: roomStore(inMessages),
    pumps: pumpStore(inMessages),
    repeats: createRepeats(),
    lines: createLines(),
    // Those of a container forget by the clock of this machine.
    largeRooms: new LRUCache<string, true>({ max: 1 }),
    repushes: new LRUCache<string, Promise<void>>({ max: 1 }),
    rates: NO_RATES,
    webhooks: NO_WEBHOOKS,
    departures: undefined,
    metrics: NO_METRICS,
    logger: { warn: () => {}, error: () => {} },
    onGone: async () => {},
    postBudget: { take: async () => 0 },
    // One more write that may fail, of what takes part in nothing.
    audit: { add: async () => {}, list: async () => ({ items: [], next: undefined }) },
    removed: reportStore({ ...inMessages, of: 'REMOVED', days: 0 }),
  };
}

const invocation = ({ clock }: Ports, ms: number) => ({
  receivedAt: clock.now(),
  deadline: clock.monotonic() + ms,
});

export type Made = (settings: Settings) => Program;

/** @param attempt undefined is a client that does not say */
export const sends =
  (by: string, messageId: string, attempt?: number): Made =>
  settings =>
  ports =>
    sendMessage(
      container(ports, settings),
      user(by),
      { action: 'sendMessage', room: ROOM, text: messageId, messageId, ...(attempt && { attempt }) },
      invocation(ports, REPLY_MS),
    );

export const edits =
  (by: string, seq: number): Made =>
  settings =>
  ports =>
    editMessage(
      container(ports, settings),
      user(by),
      { action: 'editMessage', room: ROOM, seq, text: `edited by ${by}` },
      invocation(ports, REPLY_MS),
    );

export const deletes =
  (by: string, seq: number): Made =>
  settings =>
  ports =>
    deleteMessage(
      container(ports, settings),
      user(by),
      { action: 'deleteMessage', room: ROOM, seq },
      invocation(ports, REPLY_MS),
    );

export const fansOut =
  (event: FanOutEvent): Made =>
  settings =>
  ports =>
    handleFanOut(container(ports, settings), event, invocation(ports, FAN_OUT_MS));
