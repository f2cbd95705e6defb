/** From users and a profile to what a month holds: operations, messages, connection minutes. Nothing is priced here. */
import { DEFAULT_TIMINGS } from '../../client/timings.ts';
import { SIGN_IN } from '../../shared/sign-in.ts';
import { DESIGN, frameBytes, REPLY_BYTES } from './design.ts';
import { packing } from './packing.ts';
import type { Profile, RoomClass } from './profile.ts';
import type { OperationName } from './unit-table.ts';

/** A month is 30 days, as an always-on socket's 43,200 minutes. */
export const DAYS = 30;
export const MINUTES = DAYS * 24 * 60;
/** A connection ends with its token, or with API Gateway's patience; the client then makes the next. */
const CONNECTION_MINUTES = Math.min(SIGN_IN.accessTokenHours * 60, DEFAULT_TIMINGS.lifetimeMs / 60_000);
export const HEARTBEAT_MINUTES = DEFAULT_TIMINGS.heartbeatMs / 60_000;

export const connectionsIn = (minutes: number): number => Math.ceil(minutes / CONNECTION_MINUTES);
/** The join is the first proof, and who has gone at the next beat sends none. */
export const heartbeatsIn = (minutes: number): number =>
  Math.max(0, Math.ceil(minutes / HEARTBEAT_MINUTES) - 1);

export interface Operations {
  readonly operation: OperationName;
  /** The size that its units depend on. */
  readonly n: number;
  /** How often in the month. */
  readonly count: number;
  /** Of those that it was counted to post to, the share that is: 1 unless told. */
  readonly told?: number;
}

export interface Traffic {
  readonly users: number;
  readonly operations: readonly Operations[];
  readonly sent: number;
  /** A message to a room of N is delivered N − 1 times: the sender's own connection is told by the reply. */
  readonly delivered: number;
  readonly connects: number;
  readonly connectionMinutes: number;
  readonly meanConnections: number;
  readonly peakConnections: number;
  /** Bytes that leave AWS in frames; replies among them. */
  readonly bytesOut: number;
  readonly messageBytes: number;
}

export interface RoomTraffic extends RoomClass {
  readonly sent: number;
  readonly direct: boolean;
  /** Of all messages, over how many frames to each connection that looks. */
  readonly frames: number;
  /** And to each that does not: in a small room they are given the same. */
  readonly awayFrames: number;
}

export function trafficOf(users: number, profile: Profile, roomPostsPerSecond: number): Traffic {
  const sessions = users * profile.sessionsPerDay * DAYS;
  const connectionMinutes = sessions * profile.minutesPerSession;
  const connects = sessions * connectionsIn(profile.minutesPerSession);
  const meanConnections = connectionMinutes / MINUTES;
  const peakConnections = Math.min(users, meanConnections * profile.peakFactor);
  const rooms = roomsOf(users, profile, peakConnections, roomPostsPerSecond);
  const joined = rooms.reduce((sum, room) => sum + room.joined, 0);
  const sent = sessions * profile.messagesPerSession;
  const told = rooms.filter(({ connections }) => connections <= DESIGN.presenceLimit);
  const { heartbeat } = profile;
  const heartbeats = heartbeat === 'none' ? 0 : sessions * heartbeatsIn(profile.minutesPerSession);
  const operations: Operations[] = [
    { operation: 'connect', n: 0, count: connects },
    { operation: 'joinRooms', n: joined, count: connects },
    { operation: 'disconnect', n: joined, count: connects },
    { operation: 'departure', n: 0, count: connects },
    ...rooms.flatMap(sendsInto),
    ...told.flatMap(({ connections: n, joined: each, sent: count, inView }): Operations[] => [
      // A rollover is made before the break and told nobody: a session is one join and one leave.
      { operation: 'presenceEvent', n, told: inView, count: 2 * sessions * each },
      { operation: 'typing', n, told: inView, count: count * profile.typingPerMessage },
      { operation: 'markRead', n, told: inView, count: count * profile.readsPerMessage },
    ]),
    ...rooms.map(({ connections: n, joined: each }): Operations => {
      const looks = (sessions * profile.switchesPerSession * each) / joined;
      return { operation: 'view', n: Math.min(n, DESIGN.presenceLimit), count: looks };
    }),
    ...(heartbeat === 'none'
      ? []
      : [{ operation: heartbeat, n: heartbeat === 'sync' ? joined : 0, count: heartbeats }]),
  ];
  return {
    users,
    operations: operations.filter(({ count }) => count > 0),
    sent,
    delivered: rooms.reduce((sum, room) => sum + room.sent * (room.connections - 1), 0),
    connects,
    connectionMinutes,
    meanConnections,
    peakConnections,
    bytesOut:
      rooms.reduce((sum, room) => sum + bytesInto(room, profile, sessions), 0) +
      (sent + heartbeats) * REPLY_BYTES,
    messageBytes: profile.messageBytes,
  };
}

/** A room holds no more connections than are online at the peak; who pumps it is told by what the profile says. */
export function roomsOf(
  users: number,
  profile: Profile,
  peakConnections: number,
  roomPostsPerSecond: number,
): RoomTraffic[] {
  const sent = users * profile.sessionsPerDay * DAYS * profile.messagesPerSession;
  return profile.rooms.map(room => {
    const connections = Math.max(1, Math.min(room.connections, peakConnections));
    const direct = room.connections <= DESIGN.directLimit;
    const { messagesPerSecond } = room;
    const { messageBytes: textBytes } = profile;
    const busy = { connections, messagesPerSecond, textBytes, roomPostsPerSecond };
    const { perFrame } = packing(busy);
    const away = packing({ ...busy, leastSeconds: DESIGN.awaySeconds });
    const inRoom = sent * room.share;
    return {
      ...room,
      connections,
      direct,
      sent: inRoom,
      frames: inRoom / (direct ? 1 : perFrame),
      awayFrames: inRoom / (direct ? 1 : away.perFrame),
    };
  });
}

const sendsInto = ({
  connections: n,
  sent,
  frames,
  awayFrames,
  direct,
  inView,
}: RoomTraffic): Operations[] =>
  direct
    ? [{ operation: 'sendMessage', n, count: sent }]
    : [
        { operation: 'sendToLargeRoom', n, count: sent },
        { operation: 'pumpTick', n, told: inView, count: frames },
        ...(inView < 1 ? [{ operation: 'awayTick' as const, n, told: 1 - inView, count: awayFrames }] : []),
      ];

/** An event (typing, a read mark, presence) is a frame of about 150 bytes. */
const EVENT_BYTES = 150;

function bytesInto(room: RoomTraffic, profile: Profile, sessions: number): number {
  const { connections, joined, sent, frames, awayFrames, direct, inView } = room;
  const { messageBytes, typingPerMessage, readsPerMessage } = profile;
  const others = connections - 1;
  const inFrames = (count: number) => (count > 0 ? count * frameBytes(messageBytes, sent / count) : 0);
  const receivers = direct ? others : connections;
  const pushed = receivers * (inView * inFrames(frames) + (1 - inView) * inFrames(awayFrames));
  if (connections > DESIGN.presenceLimit) return pushed;
  const events = sent * (typingPerMessage + readsPerMessage) + 2 * sessions * joined;
  return pushed + events * others * inView * EVENT_BYTES;
}
