/** What the rules need of the world. Each port is implemented in shared/aws, and tried by one suite in test/contracts. */
import type {
  Change,
  Entry,
  MemberRole,
  Message,
  ResultOf,
  RoomKind,
  RoomRole,
  User,
} from '../protocol/index.ts';
import type { Scope } from '../protocol/operations.ts';

/**
 * Who is speaking, and on which connection. It rides on every event of the connection: nobody reads it from a table. One
 * with `server` holds an API key that is good for the room, and acts in it as its owner does, without a place in there.
 */
export interface Sender extends User {
  readonly connectionId: string;
  readonly groups: readonly string[];
  /** Epoch seconds: the earlier of 2 h after connecting and the token's `exp`. */
  readonly expiresAt: number;
  /** Where they speak from, for an administrator to see; of a server, the API key by its name. */
  readonly address?: string | undefined;
}

export interface Connection extends Sender {
  /** Epoch milliseconds. */
  readonly connectedAt: number;
  /** Epoch seconds: of the token that it was opened with. A token that does not say counts as one of long ago. */
  readonly issuedAt?: number | undefined;
  /** It is in a room, to which it asked to be let in: its upgrade is through. */
  readonly upgraded?: true | undefined;
  /** Those that it is in, as its row lists them. */
  readonly inRooms?: ReadonlySet<string> | undefined;
  /** With which program it was opened, for an administrator to see. */
  readonly agent?: string | undefined;
  /** Epoch seconds: until then it takes no posts of direct messages, and is told later what it missed. */
  readonly laggingUntil?: number | undefined;
  /** The direct rooms that it has in view, and until when, epoch seconds. */
  readonly directView?: View | undefined;
}

interface View {
  readonly rooms: ReadonlySet<string>;
  readonly until: number;
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
  /** Epoch seconds: until then it has the room in view; 0: it has not. Undefined if it never said. */
  readonly viewUntil?: number | undefined;
}

/** Of a read: `strong` sees every write that was acknowledged before it, and costs twice as much. */
type Consistency = 'strong' | 'eventual';

/** A part of a room's subscriptions, in the order of their connection ids. */
interface Range {
  /** Without this one itself. */
  readonly after?: string | undefined;
  /** With this one. */
  readonly upTo?: string | undefined;
  /** Read so many at once. */
  readonly page?: number | undefined;
  /** To put them out: with those that are pending, and those that expired a moment ago by the clock of this container. */
  readonly toEnd?: boolean | undefined;
}

export interface ConnectionStore {
  open(connection: Connection): Promise<void>;
  /**
   * Deletes the connection and its subscriptions; returns the rooms it was in, undefined if it is gone already.
   * @param before awaited before the subscriptions are deleted, pending ones among them
   */
  close(
    userId: string,
    connectionId: string,
    before?: (rooms: readonly string[]) => Promise<void>,
  ): Promise<string[] | undefined>;
  /**
   * Lists the room with its connection, then writes the subscription. `renewed`: it was there already. `ended`: the
   * connection is gone; `full`: it is in `most` other rooms; neither leaves anything behind.
   * @param pending the subscription counts for nothing until it is confirmed; one that is in force already stays so
   */
  subscribe(
    subscription: Subscription,
    options?: { readonly most?: number; readonly pending?: boolean },
  ): Promise<'subscribed' | 'renewed' | 'ended' | 'full'>;
  /** Puts a pending subscription in force; `renewed`: it was already. Undefined if it was taken away meanwhile. */
  confirm(room: string, connectionId: string): Promise<'confirmed' | 'renewed' | undefined>;
  /** False if the connection was not in the room, or only pending. Whichever it was, it is not afterwards. */
  unsubscribe(userId: string, connectionId: string, room: string): Promise<boolean>;
  /** Strongly consistent; undefined if absent, expired or pending. */
  subscription(room: string, connectionId: string): Promise<Subscription | undefined>;
  /** Everyone in the room who has not expired. Strongly consistent: everyone who subscribed before the call is in it. */
  subscribers(room: string, range?: Range): AsyncIterable<Subscription[]>;
  /** Cuts a room into parts of `size` connections: the connection ids that all parts but the last end with. */
  cut(room: string, size: number): Promise<string[]>;
  /**
   * The same at once; undefined if the room has more than `limit`, at the price of reading no more than that.
   * @param consistency `eventual` is half the price, and may leave out who came a moment ago
   */
  atMost(room: string, limit: number, consistency?: Consistency): Promise<Subscription[] | undefined>;
  /**
   * Marks a connection's place in a room as lagging until then, epoch seconds; `undefined` takes the mark back. False
   * where it is marked already, gone or expired.
   */
  markLagging(
    place: { readonly room: string; readonly userId: string; readonly connectionId: string },
    until: number | undefined,
  ): Promise<boolean>;
  /** Notes until when a connection has a room in view, as `viewUntil` of its subscription. False if it is not in the room. */
  setView(place: Pick<Subscription, 'room' | 'connectionId'>, viewUntil: number): Promise<boolean>;
  /** The same for all of its direct rooms at once. False if the connection is gone. */
  setDirectView(connection: Pick<Connection, 'userId' | 'connectionId'>, view: View): Promise<boolean>;
  /**
   * Every connection of a user that has not expired. Strongly consistent.
   * @param options.toEnd also those that expired a moment ago by the clock of this container, which may be ahead of others
   */
  ofUser(userId: string, options?: { readonly toEnd?: boolean }): Promise<Connection[]>;
  /**
   * Everything in the table, expired or not, in pages, of several segments at once. What a segment has of one user, or of one room,
   * comes without anything else between. Eventually consistent. Ends early once `isEnough` returns true, which is asked after each page.
   */
  scan(
    page: (items: readonly CensusItem[], segment: number) => Promise<void>,
    isEnough?: () => boolean,
  ): Promise<void>;
}

export type OpenConnection = Pick<Connection, 'connectionId' | 'connectedAt'>;

/** Why connections of a user have to end. */
export interface Denial {
  /** Epoch seconds: all of them, until then. */
  readonly deniedUntil?: number | undefined;
  /** Epoch seconds: those whose token was issued before. */
  readonly deniedBefore?: number | undefined;
}

/** Keeps a user out, of a room or altogether. */
export interface Ban {
  readonly userId: string;
  /** Epoch milliseconds. */
  readonly until: number;
  readonly reason?: string | undefined;
  readonly by: User;
  /** Epoch milliseconds. */
  readonly at: number;
}

export interface AccountStore {
  /**
   * Whether a user may open this connection, decided in one write. Returns undefined if they may not; else the
   * connections that were opened, this one among them, and maybe some that have ended since; and the name that the
   * directory has them by.
   * @param counted false keeps no account of connections, and returns none
   */
  admit(
    connection: OpenConnection & Pick<Connection, 'userId' | 'name' | 'issuedAt'>,
    counted: boolean,
  ): Promise<
    { readonly open: readonly OpenConnection[]; readonly listedAs?: string | undefined } | undefined
  >;
  /** Takes connections that have ended out of the account. */
  forget(userId: string, connections: readonly OpenConnection[]): Promise<void>;
  /** Admits no connection of a user until the ban is over. */
  ban(ban: Ban): Promise<void>;
  /** Takes a ban back. */
  lift(userId: string): Promise<void>;
  /** The bans that are not over. A page may hold fewer than its limit. */
  bans(listing: Listing): Promise<ListPage<Ban>>;
  /** Of one user, if it is not over. Eventually consistent. */
  banOf(userId: string): Promise<Ban | undefined>;
  /** Admits no connection whose token was issued before then, epoch seconds. */
  refuseTokens(userId: string, before: number): Promise<void>;
  /** By user: every denial so fresh that a connection from before it may still be open. Eventually consistent. */
  denials(): Promise<ReadonlyMap<string, Denial>>;
}

/** What a scan of connections finds. */
export type CensusItem = User & { readonly connectionId: string; readonly expiresAt: number } & (
    | ({ readonly kind: 'connection' } & Pick<Connection, 'connectedAt' | 'issuedAt' | 'upgraded'>)
    | { readonly kind: 'subscription'; readonly room: string }
  );
export type ConnectionItem = Extract<CensusItem, { kind: 'connection' }>;
export type SubscriptionItem = Extract<CensusItem, { kind: 'subscription' }>;

/** The newest count of connections. */
export interface SnapshotStore {
  read(): Promise<ResultOf<'adminStats'> | undefined>;
  write(snapshot: ResultOf<'adminStats'>): Promise<void>;
}

/** Everyone who can sign in. */
export interface People {
  /** At most `limit` users whose names begin so. */
  named(prefix: string, limit: number): Promise<readonly User[]>;
  /** Undefined if there is no such user. */
  find(userId: string): Promise<User | undefined>;
}

/** What a room's own item says. */
export interface RoomState {
  /** `deleted` as long as something is left of it; nobody is told of such a room. */
  readonly kind: RoomKind | 'deleted';
  /**
   * The room can't become private any more: it is public, or open with a message in it. Of a direct room: it is in the lists
   * of its two users.
   */
  readonly settled: boolean;
  /** It was created as private, and it is not certain that everyone who was in there before is out. */
  readonly closing?: boolean | undefined;
  /** Somebody has a place in there that keeps them from speaking: who speaks is looked up. */
  readonly restricted?: boolean | undefined;
  /** Somebody was banned from it: who reads it is looked up, also where everyone may. */
  readonly bans?: boolean | undefined;
  /** Of a direct room: one of its two users has blocked the other. */
  readonly blocked?: boolean | undefined;
  /** Only the owner and moderators speak. */
  readonly readOnly?: boolean | undefined;
  /** Nobody speaks. */
  readonly archived?: boolean | undefined;
  /** Between two messages of one sender, but for the owner and moderators. */
  readonly slowModeSeconds?: number | undefined;
  /** How many connections a large room had when it was counted last. */
  readonly connections?: number | undefined;
  /** Epoch milliseconds. */
  readonly connectionsAt?: number | undefined;
  /** The place of a public room in the list of those where people talk: when that was noted, epoch milliseconds. */
  readonly activeAt?: number | undefined;
}

/** Entries that one read of a log shows. */
export const LOG_TAIL = 10;

/** The state of a room's log, and its newest entries. */
export interface Log extends RoomState {
  /** Of the next entry; undefined if the log has not begun, or lies wholly beyond the retention. */
  readonly epoch: string | undefined;
  /** The newest seq; 0 before the first entry. */
  readonly head: number;
  /** The ordinal of the newest message; 0 before the first. */
  readonly ordinal: number;
  /** The newest entries within the retention: at most 10, ascending and without a gap. */
  readonly tail: readonly Entry[];
}

/** A message that is to be changed. */
export interface Target {
  readonly message: Message;
  /** The seq of the last change that it took; 0 before the first. */
  readonly changeSeq: number;
  /** How often it was edited; of a deleted one, how many of its edits still have their content. */
  readonly edits: number;
}

export interface MessageStore {
  /** Eventually consistent, at half the price: to rely on it, look again in `log`. */
  kind(room: string): Promise<RoomState>;
  /** The room's state, epoch, head and tail, in one strongly consistent read. */
  log(room: string): Promise<Log>;
  /** The room's kind and head alone. Eventually consistent, at half the price. */
  head(room: string): Promise<Pick<Log, 'kind' | 'head' | 'ordinal' | 'epoch'>>;
  /** Begins a log that has no epoch; returns the epoch, one and the same for all who begin it at once. */
  begin(room: string): Promise<string>;
  /** Settles a room: an open one before its first message, a direct one once it is listed. False: somebody has created it. */
  claim(room: string): Promise<boolean>;
  /** Stores the entry if its seq is still free. False: another took it. */
  append(entry: Entry): Promise<boolean>;
  /** At most `limit` entries with seq ≥ from, ascending and without a gap; strongly consistent. */
  from(room: string, from: number, limit: number): Promise<Entry[]>;
  /** At most `limit` of the newest entries with seq < before, ascending and without a gap; strongly consistent. */
  before(room: string, before: number, limit: number): Promise<Entry[]>;
  /** Whether the log still holds this seq; costs nothing if messages are kept for ever. */
  reaches(room: string, seq: number): Promise<boolean>;
  /** The place of the newest entry with a seq up to this. Strongly consistent. */
  at(
    room: string,
    seq: number,
  ): Promise<{ readonly seq: number; readonly ordinal: number; readonly epoch: string } | undefined>;
  /** Undefined if there is no such message, or it has outlived its retention. Strongly consistent. */
  find(room: string, seq: number): Promise<Target | undefined>;
  /** Notes that an entry is pushed again. False if it was within `everyMs`, from whichever container. */
  markRepushed(room: string, seq: number, everyMs: number): Promise<boolean>;
  /** Takes that back: the push failed. */
  unmarkRepushed(room: string, seq: number): Promise<void>;
  /**
   * Gives a message the content of a change that the log holds. Returns the change as it now reads: an edit of a message
   * that was deleted meanwhile reads as its deletion. May be done again.
   */
  change(change: Change): Promise<Change>;
}

/** What is known of a room somebody created. */
export interface Room {
  readonly kind: 'public' | 'private';
  readonly createdBy: string;
  /** Whom the room was handed over to. Until it was, who created it owns it. */
  readonly owner?: string | undefined;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** As `RoomState` has it. */
  readonly closing?: boolean | undefined;
  /** As `RoomState` has it. */
  readonly restricted?: boolean | undefined;
  /** As `RoomState` has it. */
  readonly bans?: boolean | undefined;
  /** Epoch milliseconds, if it is gone for everyone. */
  readonly deletedAt?: number | undefined;
}

/** A user's place in a room. */
interface Place {
  readonly role: MemberRole | undefined;
  /** As what the user is invited; without effect until they accept. */
  readonly invitedRole: RoomRole | undefined;
  /** The user left the room, or declined to come: only an invitation that they accept brings them back. */
  readonly left: boolean;
  /** Until when the user stays out of the room, epoch milliseconds; undefined once it is over. */
  readonly bannedUntil: number | undefined;
  /** The same of a user who may not speak. */
  readonly mutedUntil: number | undefined;
}

/** How far a user has read. It counts only within the epoch of the log it was made in. */
export interface ReadMark {
  readonly seq: number;
  readonly ordinal: number;
  readonly epoch: string;
}

/** A user's place in a room. Without a role it only keeps how far they have read. */
interface Membership {
  readonly room: string;
  readonly role: MemberRole | undefined;
  readonly mark: ReadMark | undefined;
}

interface Invitation {
  readonly room: string;
  readonly role: RoomRole;
  readonly by: User;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** A member of a room, as others see them. */
interface Member {
  readonly userId: string;
  readonly role: MemberRole;
  /** Epoch milliseconds; undefined if nobody kept it. */
  readonly since: number | undefined;
  /** Ahead, if the member may not speak; epoch milliseconds. */
  readonly mutedUntil: number | undefined;
}

/** A part of a list, in the order of room or user ids, which needs no other mark of where it ends. */
export interface Listing {
  /** Without this one. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** `next`: the id after which the next page begins; undefined on the last page. */
export interface ListPage<Item> {
  readonly items: Item[];
  readonly next: string | undefined;
}

export interface RoomStore {
  /** The room as it is after the call: the given one, or another that was there before. Undefined: it is open, and in use. */
  create(room: string, created: Room): Promise<Room | undefined>;
  /** Lists a public room in the directory. May be done again. */
  enlist(room: string): Promise<void>;
  /**
   * Moves a public room that is there in the list of those where people talk, from one time to another, in three writes; of several
   * who do so at once one. Cut off, the room is back in the list the next time.
   */
  noteActive(room: string, at: number, before: number | undefined): Promise<void>;
  /** Everyone who was in a private room before it was created is out. */
  noteClosed(room: string): Promise<void>;
  /** Strongly consistent; undefined if nobody created it. */
  room(room: string): Promise<Room | undefined>;
  /** Undefined if the user is no member. Strongly consistent unless told otherwise. */
  role(room: string, userId: string, consistency?: Consistency): Promise<MemberRole | undefined>;
  /** Strongly consistent. */
  place(room: string, userId: string): Promise<Place>;
  /** Gives the role to a user whose role is `from`, undefined for none. False: it is another, or the user left or is banned. */
  setRole(room: string, userId: string, role: MemberRole, from: MemberRole | undefined): Promise<boolean>;
  /** Gives a room that `from` owns to another. False: somebody else owns it. */
  handOver(room: string, to: string, from: string): Promise<boolean>;
  /** Has everyone looked up who speaks in a room from now on, or who reads it. */
  restrict(room: string, by?: 'restricted' | 'bans'): Promise<void>;
  /**
   * Members whose ids begin with `prefix`. Reads `limit` items, of which some may be of users who are no members: a page
   * may hold fewer. Eventually consistent.
   */
  members(
    room: string,
    listing: Listing & { readonly prefix?: string | undefined },
  ): Promise<ListPage<Member>>;
  /** Invites a user who is no member, in place of an invitation that was there. False: the user is a member, or banned. */
  invite(userId: string, invitation: Invitation): Promise<boolean>;
  /** Makes a member of an invited user. Returns the role; undefined if there is no invitation. */
  accept(room: string, userId: string): Promise<MemberRole | undefined>;
  /** False if there is no invitation, or not from `by`, if that is given. Afterwards the user counts as one who left. */
  decline(room: string, userId: string, at: number, by?: string): Promise<boolean>;
  /** Takes away role, invitation and read mark, and keeps that the user has left. False: the user owns the room, or is banned. */
  leave(room: string, userId: string, at: number): Promise<boolean>;
  /** The same by somebody else: the user may be added again, unless they left before. False: the role is not `from`, or a ban. */
  remove(room: string, userId: string, from: MemberRole | undefined): Promise<boolean>;
  /** Keeps the mark if it is the first of its epoch, or ahead of the last; false if it is neither. Makes nobody a member. */
  markRead(room: string, userId: string, mark: ReadMark): Promise<boolean>;
  /** The read mark that is kept. Strongly consistent. */
  mark(room: string, userId: string): Promise<ReadMark | undefined>;
  /** Keeps how many connections a large room has, as it was counted then, epoch milliseconds; nothing if there is no room. */
  setConnections(room: string, connections: number, at: number): Promise<void>;
  /** A user's rooms. Eventually consistent. */
  ofUser(userId: string, listing: Listing): Promise<ListPage<Membership>>;
  /** A user's invitations. Eventually consistent. */
  invitationsOf(userId: string, listing: Listing): Promise<ListPage<Invitation>>;
}

/** Gone is a value: the connection has ended. `failed` and `throttled` may work later. */
export type PostResult = 'posted' | 'gone' | 'throttled' | 'failed';

export interface Poster {
  /** One try to send `frame` to a connection. The same Buffer for all receivers is encoded once. */
  post(connectionId: string, frame: Buffer): Promise<PostResult>;
  /** Closes a connection from our side. False if it was gone. */
  disconnect(connectionId: string): Promise<boolean>;
  isConnected(connectionId: string): Promise<boolean>;
}

export interface VerifiedToken extends User {
  readonly groups: readonly string[];
  /** Epoch seconds; undefined if the token does not say. */
  readonly issuedAt: number | undefined;
  /** Epoch seconds. */
  readonly exp: number;
}

export interface TokenVerifier {
  /** Throws if the token is not a valid access token of our client. */
  verify(token: string): Promise<VerifiedToken>;
}

/** What a server may do that shows an API key. */
export interface ApiKey {
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** It is good for rooms alone whose ids begin so; undefined: for everything. */
  readonly rooms?: string | undefined;
}

export interface ApiKeys {
  /** A key that was made a moment ago may be unknown still: `retryAfterMs` then says when it is worth another try. */
  find(key: string): Promise<{ readonly found?: ApiKey; readonly retryAfterMs?: number }>;
}

export interface Clock {
  /** Epoch milliseconds: for what is stored, shown, or compared with another machine's clock. */
  now(): number;
  /** Milliseconds since some moment in the past; unlike `now()`, it never jumps. For every duration. */
  monotonic(): number;
  sleep(ms: number): Promise<void>;
  /** In [0, 1), for jitter. */
  random(): number;
}

/** What functions do, counted for the graphs and alarms. */
export interface Metrics {
  /** What came of one post. */
  posted(result: PostResult): void;
  /** An entry was posted to everyone who could be reached, so many milliseconds after it was appended. */
  delivered(ms: number): void;
  /** What the deployment's own function said of a message, and the milliseconds that it took. */
  vetted(verdict: 'allowed' | 'changed' | 'refused' | 'failed', ms: number): void;
  /** A connection has ended. */
  disconnected(): void;
  /** Counts as they stand at this moment. */
  gauges(values: Readonly<Record<string, number>>): void;
  /** Publishes what was gathered, at the end of an invocation. */
  flush(): void;
}

/** Where nobody reads them. */
export const NO_METRICS: Metrics = {
  posted() {},
  delivered() {},
  vetted() {},
  disconnected() {},
  gauges() {},
  flush() {},
};

export interface Logger {
  warn(event: string, details: Record<string, unknown>): void;
  error(event: string, details: Record<string, unknown>): void;
}

/** What bounds one invocation. */
export interface Invocation {
  /** When the request reached the API, epoch milliseconds. */
  readonly receivedAt: number;
  /** By when the reply must be out, on the monotonic clock. */
  readonly deadline: number;
}
