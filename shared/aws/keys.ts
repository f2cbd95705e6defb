/** Every key of both tables, and nothing else spells one. */
import type { Outlet } from '../core/fan-out/ports.ts';
import type { OpenConnection } from '../core/ports.ts';
import type { Counted } from '../core/quotas.ts';
import { PROFILE } from '../protocol/index.ts';

/** Seqs are padded so that their text sorts as their numbers do. */
const padded = (seq: number) => String(seq).padStart(16, '0');

/** Times are padded for the same reason. */
const TIME_DIGITS = 15;
const paddedTime = (at: number) => String(at).padStart(TIME_DIGITS, '0');

const CONNECTION = 'CONN#';
const MESSAGE = 'MSG#';
const MEMBER = 'MEMBER#';
const LAST_SEQ = Number.MAX_SAFE_INTEGER;

const ROOM = 'ROOM#';
const roomOf = (room: string) => `${ROOM}${room}`;
const USER = 'USER#';
const userOf = (userId: string) => `${USER}${userId}`;
const DEPARTURE = 'DEPARTURE#';
const DENIED = 'DENIED';
const BLOCK = 'BLOCK#';
const BANS = 'BANS';
const PEOPLE = 'PEOPLE#';
const PUBLIC = 'PUBLIC';
const ACTIVE = 'ACTIVE';
const LINK = 'LINK#';
const AUDIT = 'AUDIT';
const PURGES = 'PURGES';
const DELETIONS = 'DELETIONS';

/** What waits in a queue: what users reported, or what was removed. */
export type QueueOf = 'REPORT' | 'REMOVED';
const queueOf = (room: string | undefined) => (room === undefined ? 'REPORTS' : roomOf(room));

const directoryOf = (folded: string) => `${PEOPLE}${[...folded].slice(0, PROFILE.prefixLength).join('')}`;

export const keys = {
  connection: (userId: string, connectionId: string) => ({
    PK: userOf(userId),
    SK: `${CONNECTION}${connectionId}`,
  }),
  subscription: (room: string, connectionId: string) => ({
    PK: roomOf(room),
    SK: `${CONNECTION}${connectionId}`,
  }),
  message: (room: string, seq: number) => ({ PK: roomOf(room), SK: `${MESSAGE}${padded(seq)}` }),
  /** Sorts right behind the newest message: one descending read finds the room and the tail of its log. */
  room: (room: string) => ({ PK: roomOf(room), SK: `${MESSAGE}ROOM` }),
  /** What a room says of itself. */
  details: (room: string) => ({ PK: roomOf(room), SK: 'DETAILS' }),
  /** What lets users into a room. */
  link: (room: string, link: string) => ({ PK: roomOf(room), SK: `${LINK}${link}` }),
  /** A public room in the directory. */
  listedRoom: (room: string) => ({ PK: PUBLIC, SK: `${room.toLowerCase()}#${room}` }),
  /** A public room where people talk, by when that was noted. */
  activeRoom: (room: string, at: number) => ({ PK: ACTIVE, SK: `${paddedTime(at)}#${room}` }),
  /** A room of which something may be left. */
  deletion: (room: string) => ({ PK: DELETIONS, SK: room }),
  /** The newest count of connections; not in `connections`, which is empty when nobody is there. */
  snapshot: { PK: 'STATS', SK: 'SNAPSHOT' },
  /** How far a large room's log has been pushed to an audience. */
  pump: ({ room, audience }: Outlet) => ({
    PK: roomOf(room),
    SK: audience === 'away' ? 'PUMP#AWAY' : 'PUMP',
  }),
  /** What all large rooms together may still post. */
  postBudget: { PK: 'BUDGET', SK: 'POSTS' },
  member: (room: string, userId: string) => ({ PK: roomOf(room), SK: `${MEMBER}${userId}` }),
  /** Whether a user may connect, and which connections of theirs were opened. */
  account: (userId: string) => ({ PK: userOf(userId), SK: 'ACCOUNT' }),
  /** What a user says of themselves. */
  profile: (userId: string) => ({ PK: userOf(userId), SK: 'PROFILE' }),
  /** A user in the directory. Two characters spread it over partitions; a busy one is split further by DynamoDB itself. */
  listedUser: (folded: string, userId: string) => ({
    PK: directoryOf(folded),
    SK: `${folded}#${userId}`,
  }),
  /** One line of the list of those who were denied lately. */
  denied: (userId: string) => ({ PK: DENIED, SK: userId }),
  /** Somebody whom a user has blocked. */
  block: (userId: string, other: string) => ({ PK: userOf(userId), SK: `${BLOCK}${other}` }),
  /** A message in a queue of its room or of the administrators. */
  report: (of: QueueOf, queue: string | undefined, room: string, seq: number, by: string) => ({
    PK: queueOf(queue),
    SK: `${of}#${room}#${padded(seq)}#${by}`,
  }),
  /** An order to delete what a user wrote, everywhere or in a room. */
  purge: (userId: string, room = '') => ({ PK: PURGES, SK: `${userId}#${room}` }),
  /** @param at epoch milliseconds */
  audit: (at: number, id: string) => ({ PK: AUDIT, SK: `${paddedTime(at)}#${id}` }),
  /** A user who is kept out, of the list that administrators read. */
  ban: (userId: string) => ({ PK: BANS, SK: userId }),
  /** A connection of theirs dropped out; in the order of time. */
  departure: (userId: string, at: number, connectionId: string) => ({
    PK: userOf(userId),
    SK: `${DEPARTURE}${paddedTime(at)}:${connectionId}`,
  }),
  /** What a user has done on a day of what there is a quota for; or all users together. */
  quota: (whose: Counted, day: string) =>
    whose === 'all' ? { PK: 'QUOTAS', SK: day } : { PK: userOf(whose.userId), SK: `QUOTA#${day}` },
  /** By when all that a user did of one kind has been paid for. */
  rate: (userId: string, kind: string) => ({ PK: userOf(userId), SK: `RATE#${kind}` }),
};

/** Ranges of sort keys, both ends included. */
export const ranges = {
  log: (room: string) => ({
    PK: roomOf(room),
    low: keys.message(room, 1).SK,
    high: keys.room(room).SK,
  }),
  messages: (room: string, from: number, to = LAST_SEQ) => ({
    PK: roomOf(room),
    low: keys.message(room, from).SK,
    high: keys.message(room, to).SK,
  }),
};

/** The subscriptions of a room behind the first connection id, up to and with the second; unset leaves an end open. */
export const subscriptionRange = (room: string, after?: string, upTo?: string) => ({
  PK: roomOf(room),
  /** Just behind `after`: no connection id holds a character before the space. */
  low: `${CONNECTION}${after === undefined ? '' : `${after} `}`,
  /** `~` sorts behind all that a connection id is made of. */
  high: `${CONNECTION}${upTo ?? '~'}`,
});

/** The departures of a user from then on, epoch milliseconds. */
export const departureRange = (userId: string, at: number) => ({
  PK: userOf(userId),
  low: `${DEPARTURE}${paddedTime(at)}`,
  high: `${DEPARTURE}~`,
});

/** Partitions whose items of one kind are read by their sort key's beginning. */
export const partitions = {
  subscriptions: (room: string) => ({ PK: roomOf(room), prefix: CONNECTION }),
  connections: (userId: string) => ({ PK: userOf(userId), prefix: CONNECTION }),
  members: (room: string, prefix = '') => ({ PK: roomOf(room), prefix: `${MEMBER}${prefix}` }),
  blocks: (userId: string) => ({ PK: userOf(userId), prefix: BLOCK }),
  reports: (of: QueueOf, queue: string | undefined) => ({ PK: queueOf(queue), prefix: `${of}#` }),
  reportsOf: (of: QueueOf, queue: string | undefined, room: string, seq: number) => ({
    PK: queueOf(queue),
    prefix: `${of}#${room}#${padded(seq)}#`,
  }),
  people: (folded: string) => ({ PK: directoryOf(folded), prefix: folded }),
  links: (room: string) => ({ PK: roomOf(room), prefix: LINK }),
  activeRooms: { PK: ACTIVE, prefix: '' },
  publicRooms: (prefix: string) => ({ PK: PUBLIC, prefix: prefix.toLowerCase() }),
  /** Read whole. */
  denied: DENIED,
  bans: BANS,
  audit: AUDIT,
  deletions: DELETIONS,
  purges: PURGES,
};

/** A connection in the set of an account. */
export const accountEntry = ({ connectedAt, connectionId }: OpenConnection): string =>
  `${paddedTime(connectedAt)}:${connectionId}`;

export const openConnection = (entry: string): OpenConnection => ({
  connectedAt: Number(entry.slice(0, TIME_DIGITS)),
  connectionId: entry.slice(TIME_DIGITS + 1),
});

export const userIn = (PK: string): string => PK.slice(USER.length);
export const isListedUser = (PK: string): boolean => PK.startsWith(PEOPLE);
/** No room id has the mark between. */
export const listedRoomIn = (SK: string): string => SK.slice(SK.indexOf('#') + 1);
export const activeAtIn = (SK: string): number => Number(SK.slice(0, TIME_DIGITS));
export const roomIn = (PK: string): string => PK.slice(ROOM.length);
export const memberIn = (SK: string): string => SK.slice(MEMBER.length);
export const linkIn = (SK: string): string => SK.slice(LINK.length);
export const blockedIn = (SK: string): string => SK.slice(BLOCK.length);
export const connectionIdOf = (SK: string): string => SK.slice(CONNECTION.length);
export const seqOf = (SK: string): number => Number(SK.slice(MESSAGE.length));
export const isRoomKey = (SK: string): boolean => SK === `${MESSAGE}ROOM`;
