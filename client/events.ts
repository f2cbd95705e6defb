/** Everything the SDK tells. */
import type {
  Deleted,
  Edited,
  Message,
  PushOf,
  ResultOf,
  RoomChanged,
  User,
} from '../shared/protocol/index.ts';
import type { MessagingError } from './errors.ts';

/** Where the connection stands, in words a page can show. */
export interface ClientState {
  /** `waiting` for the next try; `stopped` until `connect()`, with the error if the user did not ask for it. */
  readonly name: 'idle' | 'connecting' | 'online' | 'waiting' | 'stopped';
  /** Tries since the last good connection. */
  readonly attempt: number;
  readonly error?: MessagingError | undefined;
  /** When the next try comes, in epoch milliseconds. */
  readonly retryAt?: number | undefined;
}

/** What `send` resolves with. */
export type Sent = ResultOf<'sendMessage'>;

/** Some of the log was lost on its way, or is late; `history` is being asked for it. */
export interface Gap {
  readonly room: string;
  /** The first that is missing… */
  readonly from: number;
  /** …and the newest that is known of. */
  readonly to: number;
}

export interface Recovered {
  readonly room: string;
  readonly epoch: string;
  /** False: what came in between is not to be had any more, and the log goes on with its newest messages. */
  readonly recovered: boolean;
  /** How many messages came in between, if they could be recovered; changes count in where they are more than one page. */
  readonly missed: number;
}

/** Each user once; `truncated`: there are more, as in a room too large for presence. */
export type Present = Pick<ResultOf<'presence'>, 'room' | 'connections' | 'users' | 'truncated'>;

export interface RoomEvents {
  /** These three in `seq` order, each once: together they are the room's log. */
  message: Message;
  /** The message at `target` says something else now: `changed(message, edited)`. */
  edited: Edited;
  deleted: Deleted;
  /** How the room is from here on: its name, topic, picture, data, and who may speak. Also an entry of its log. */
  room: RoomChanged;
  gap: Gap;
  recovered: Recovered;
  /** We took in too little, and pushes were left out; they are being fetched. */
  lagging: { readonly room: string };
  /** Who is in a room that came on show by `view()`: `presence` tells what changes from here on. */
  present: Present;
  presence: PushOf<'presence'>;
  typing: { readonly room: string; readonly user: User; readonly typing: boolean };
  read: PushOf<'read'>;
  /** We were invited to the room, added to it or removed from it; told whether or not it was joined. */
  membership: PushOf<'membership'>;
  /** The server no longer lets us in. */
  left: { readonly room: string; readonly error: MessagingError };
  /** A message of ours was acknowledged, whichever page or process had sent it. */
  sent: Sent;
  /** A message of ours was refused for now and will be sent again. */
  delayed: {
    readonly room: string;
    readonly messageId: string;
    readonly attempt: number;
    readonly error: MessagingError;
    readonly retryInMs: number;
  };
  /** A message of ours was given up. */
  failed: { readonly room: string; readonly messageId: string; readonly error: MessagingError };
}

export interface ClientEvents extends RoomEvents {
  state: ClientState;
}
