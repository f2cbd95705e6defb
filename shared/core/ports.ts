/** What the rules need of the world. Each port is implemented in shared/aws, and tried by one suite in test/contracts. */
import type { Message, ResultOf, RoomKind, RoomRole, User } from '../protocol/index.ts';

/** Who is speaking, and on which connection. It rides on every event of the connection: nobody reads it from a table. */
export interface Sender extends User {
  readonly connectionId: string;
  readonly groups: readonly string[];
  /** Epoch seconds: the earlier of 2 h after connecting and the token's `exp`. */
  readonly expiresAt: number;
}

export interface Connection extends Sender {
  /** Epoch milliseconds. */
  readonly connectedAt: number;
  /** Epoch seconds: until then it takes no posts of direct messages, and is told later what it missed. */
  readonly laggingUntil?: number | undefined;
}

/** A connection's place in a room. */
export interface Subscription extends User {
  readonly room: string;
  readonly connectionId: string;
  /** Epoch milliseconds. */
  readonly joinedAt: number;
  /** Epoch seconds. Past it, the subscription is as good as deleted. */
  readonly expiresAt: number;
  /** Epoch seconds: until then it takes no posts, and is told later what it missed. */
  readonly laggingUntil?: number | undefined;
}

/** A part of a room's subscriptions, in the order of their connection ids. */
interface Range {
  /** Without this one itself. */
  readonly after?: string | undefined;
  /** With this one. */
  readonly upTo?: string | undefined;
  /** Read so many at once. */
  readonly page?: number | undefined;
}

export interface ConnectionStore {
  open(connection: Connection): Promise<void>;
  /** Deletes the connection and its subscriptions; answers the rooms it was in, undefined where it is gone already. */
  close(userId: string, connectionId: string): Promise<string[] | undefined>;
  /** False where the connection is gone already: then nothing is left behind. */
  subscribe(subscription: Subscription): Promise<boolean>;
  /** False where the connection was not in the room. */
  unsubscribe(userId: string, connectionId: string, room: string): Promise<boolean>;
  /** Strongly consistent; undefined where absent or expired. */
  subscription(room: string, connectionId: string): Promise<Subscription | undefined>;
  /** Everyone in the room who has not expired. Strongly consistent: whoever subscribed before the call is in it. */
  subscribers(room: string, range?: Range): AsyncIterable<Subscription[]>;
  /** Cuts a room into parts of `size` connections: the connection ids that all parts but the last end with. */
  cut(room: string, size: number): Promise<string[]>;
  /** The same at once; undefined where the room has more than `limit`, at the price of reading no more than that. */
  atMost(room: string, limit: number): Promise<Subscription[] | undefined>;
  /**
   * Marks a connection's place in a room as lagging until then, epoch seconds; `undefined` takes the mark back. False
   * where it is marked already, or gone.
   */
  markLagging(
    place: { readonly room: string; readonly userId: string; readonly connectionId: string },
    until: number | undefined,
  ): Promise<boolean>;
  /** How many are in the room. Eventually consistent. */
  count(room: string): Promise<number>;
  /** Every connection of a user. Strongly consistent. */
  ofUser(userId: string): Promise<Connection[]>;
  /** Everything in the table, expired or not, in pages and in no order. Eventually consistent. */
  scan(page: (items: readonly CensusItem[]) => Promise<void>): Promise<void>;
}

/** What a scan of connections finds. */
export type CensusItem = User & { readonly connectionId: string; readonly expiresAt: number } & (
    | { readonly kind: 'connection' }
    | { readonly kind: 'subscription'; readonly room: string }
  );

/** The newest count of connections. */
export interface SnapshotStore {
  read(): Promise<ResultOf<'adminStats'> | undefined>;
  write(snapshot: ResultOf<'adminStats'>): Promise<void>;
}

/** The state of a room's log, and its newest messages. */
export interface Log {
  readonly kind: RoomKind;
  /** Of the next message; undefined where the log has not begun, or lies wholly beyond the retention. */
  readonly epoch: string | undefined;
  /** The newest seq; 0 before the first message. */
  readonly head: number;
  /** The newest messages within the retention: at most 10, ascending and without a gap. */
  readonly tail: readonly Message[];
}

export interface MessageStore {
  /** The kind of a room. Eventually consistent, at half the price: whoever relies on it looks again in `log`. */
  kind(room: string): Promise<RoomKind>;
  /** The room's kind, epoch, head and tail, in one strongly consistent read. */
  log(room: string): Promise<Log>;
  /** The room's kind and head alone. Eventually consistent, at half the price. */
  head(room: string): Promise<{ readonly kind: RoomKind; readonly head: number }>;
  /** Begins a log that has no epoch; answers the epoch, one and the same for all who begin it at once. */
  begin(room: string): Promise<string>;
  /** Stores the message where its seq is still free. False: another took it. */
  append(message: Message): Promise<boolean>;
  /** At most `limit` messages with seq ≥ from, ascending and without a gap; strongly consistent. */
  from(room: string, from: number, limit: number): Promise<Message[]>;
  /** At most `limit` of the newest messages with seq < before, ascending and without a gap; strongly consistent. */
  before(room: string, before: number, limit: number): Promise<Message[]>;
  /** Replaces the content of a message: all of it, so that what was taken out is gone. False where there is none. */
  replace(message: Message): Promise<boolean>;
}

/** What is known of a room somebody created. */
export interface Room {
  readonly kind: 'public' | 'private';
  readonly createdBy: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** A user's place in a room. Without a role it only keeps how far they have read. */
interface Membership {
  readonly room: string;
  readonly role: RoomRole | undefined;
  readonly readSeq: number;
}

export interface RoomStore {
  /** The room as it is after the call: the given one, or another that was there before. */
  create(room: string, created: Room): Promise<Room>;
  /** Strongly consistent; undefined where nobody created it. */
  room(room: string): Promise<Room | undefined>;
  /** Strongly consistent; undefined where the user is no member. */
  role(room: string, userId: string): Promise<RoomRole | undefined>;
  setRole(room: string, userId: string, role: RoomRole): Promise<void>;
  remove(room: string, userId: string): Promise<void>;
  /** Keeps the highest; answers it. Makes nobody a member. */
  markRead(room: string, userId: string, seq: number): Promise<number>;
  /** At most `limit` of a user's rooms. Eventually consistent. */
  ofUser(userId: string, limit: number): Promise<Membership[]>;
}

/** Gone is a value: the connection is no more. `failed` and `throttled` may work later. */
export type PostResult = 'posted' | 'gone' | 'throttled' | 'failed';

export interface Poster {
  /** One try to send `frame` to a connection. The same Buffer for all receivers is encoded once. */
  post(connectionId: string, frame: Buffer): Promise<PostResult>;
  /** Closes a connection from our side. False where it was gone. */
  disconnect(connectionId: string): Promise<boolean>;
  isConnected(connectionId: string): Promise<boolean>;
}

export interface VerifiedToken extends User {
  readonly groups: readonly string[];
  /** Epoch seconds. */
  readonly exp: number;
}

export interface TokenVerifier {
  /** Throws where the token is not a valid access token of our client. */
  verify(token: string): Promise<VerifiedToken>;
}

export interface ApiKeys {
  /** A key that was made a moment ago may be unknown still: `retryAfterMs` then says when it is worth another try. */
  check(key: string): Promise<{ readonly known: boolean; readonly retryAfterMs?: number }>;
}

export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  sleep(ms: number): Promise<void>;
  /** In [0, 1), for jitter. */
  random(): number;
}

export interface Metrics {
  /** Counts as they stand at this moment. */
  gauges(values: Readonly<Record<string, number>>): void;
}

export interface Logger {
  warn(event: string, details: Record<string, unknown>): void;
  error(event: string, details: Record<string, unknown>): void;
}

/** What bounds one invocation. Epoch milliseconds. */
export interface Invocation {
  /** When the request reached the API. */
  readonly receivedAt: number;
  /** By when the reply must be out. */
  readonly deadline: number;
}
