import { byteLength } from '../shared/protocol/fields.ts';
import type { Action, Push, RequestOf, ResultOf } from '../shared/protocol/index.ts';
import { LIMITS } from '../shared/protocol/limits.ts';
import { errorOfClosing } from './closing.ts';
import type { Env } from './env.ts';
import { MessagingError } from './errors.ts';
import { pushOf } from './frames.ts';
import { parseRecord } from './json.ts';
import { type Liveness, watchLiveness } from './liveness.ts';
import { createRequests } from './requests.ts';
import type { SocketLike } from './socket.ts';

export type FieldsOf<A extends Action> = Omit<RequestOf<A>, 'action' | 'id'>;

/** Open to every user: forbidden by a rule of the room, or on a connection whose time is up, even if it is not by our clock. */
const OPEN_TO_ALL: readonly unknown[] = [
  'sendMessage',
  'joinRooms',
  'leaveRoom',
  'history',
  'sync',
  'presence',
  'typing',
  'markRead',
  'listRooms',
  'listInvitations',
  'answerInvitation',
];

const unlessOver = (frame: ReturnType<typeof parseRecord>) =>
  frame?.code === 'FORBIDDEN' && !frame.reason && OPEN_TO_ALL.includes(frame.action)
    ? { ...frame, code: 'CONNECTION_ENDED' }
    : frame;

/** One socket, from handshake to close. Never used again. */
export interface Link {
  /** Rejects if the handshake fails. */
  readonly opened: Promise<void>;
  /** By the clock that only runs on. */
  readonly openedAt: number;
  /** Set once it has ended. */
  readonly error: MessagingError | undefined;
  /** The rooms of this connection: true if it is in, false while a join or a leave is under way. */
  readonly rooms: Map<string, boolean>;
  request<A extends Action>(action: A, fields: FieldsOf<A>): Promise<ResultOf<A>>;
  /** Without a reply: what is lost with the connection was not worth sending again. */
  tell<A extends Action>(action: A, fields: FieldsOf<A>): void;
  /** Whether the peer is there now. */
  check(): void;
  /** Ends once every reply has come, or their time is up. */
  drain(): void;
  close(why?: MessagingError): void;
}

/** From inside. */
type Unguarded<T> = { -readonly [K in keyof T]: T[K] };

export interface LinkEvents {
  push(push: Push): void;
  /** Time for a heartbeat; true if a request goes out now. */
  idle(): boolean;
  /** A frame came; `isProof`: in reply to what was only sent to see whether anything was missed. */
  heard(isProof: boolean): void;
  ended(error: MessagingError): void;
}

const ignore = () => {};

/** Requests find their replies, and a dead peer is found out. */
export function linkOver(socket: SocketLike, { clock, timings }: Env, events: LinkEvents): Link {
  let open = ignore;
  let refuse: (error: MessagingError) => void = ignore;
  const opened = new Promise<void>((resolve, reject) => {
    open = resolve;
    refuse = reject;
  });
  const requests = createRequests(clock, timings.replyTimeoutMs, () => isDraining && close());
  let isDraining = false;
  let liveness: Liveness | undefined;
  let status: number | undefined;
  let isNetwork = false;
  /** That of the handshake, later that of draining. */
  let cancelTimer = clock.after(timings.connectTimeoutMs, () =>
    end(new MessagingError('TIMEOUT', 'No answer in time.')),
  );

  function send(frame: object): void {
    const text = JSON.stringify(frame);
    // Past this API Gateway would close the connection, and the next one, when the frame is sent again.
    if (byteLength(text) > LIMITS.frameBytes)
      throw new MessagingError('TOO_LARGE', `The frame is over ${LIMITS.frameBytes} bytes.`);
    socket.send(text);
  }

  function tell<A extends Action>(action: A, fields: FieldsOf<A>): void {
    if (!link.error) send({ action, ...fields });
  }

  function end(why: MessagingError): void {
    if (link.error) return;
    link.error = why;
    cancelTimer();
    liveness?.stop();
    // Not null: `ws` reports the end of an unfinished handshake as an error that someone must listen to.
    socket.onopen = socket.onmessage = socket.onerror = socket.onclose = ignore;
    socket.close();
    refuse(why);
    events.ended(why);
    requests.failAll(new MessagingError('DISCONNECTED', why.message));
  }

  const close = (why = new MessagingError('DISCONNECTED', 'The connection was closed.')) => end(why);

  socket.onopen = () => {
    cancelTimer();
    link.openedAt = clock.monotonic();
    liveness = watchLiveness(
      { clock, timings },
      {
        isAwaiting: () => requests.size > 0,
        idle: events.idle,
        probe: () => tell('ping', {}),
        dead: () => end(new MessagingError('DISCONNECTED', 'The server does not answer.')),
      },
    );
    open();
  };
  socket.onmessage = ({ data }: { data: unknown }) => {
    liveness?.heard();
    const frame = unlessOver(parseRecord(data));
    events.heard(frame?.action === 'sync' || frame?.type === 'pong');
    const push = frame && !requests.settle(frame) && pushOf(frame);
    // The server has forgotten this connection, whichever of our requests is told so: only another one will do.
    if (frame?.code === 'CONNECTION_ENDED')
      end(new MessagingError('CONNECTION_ENDED', 'The server has forgotten the connection.'));
    if (!push) return;
    if (push.type === 'bye' && !push.reconnect)
      end(new MessagingError(push.code === 'REPLACED' ? 'REPLACED' : 'KICKED', push.message));
    else events.push(push);
  };
  socket.onerror = ({ message, error }: { message?: unknown; error?: { code?: unknown } }) => {
    // `ws` tells the handshake's status here, and only here, or the network's error; browsers tell nothing.
    const [, digits] = /response: (\d{3})/.exec(String(message)) ?? [];
    if (digits) status = Number(digits);
    isNetwork = error?.code !== undefined;
  };
  socket.onclose = ({ code }: { code: number }) =>
    end(errorOfClosing({ code, status, isNetwork, opened: liveness !== undefined }));

  async function request<A extends Action>(action: A, fields: FieldsOf<A>): Promise<ResultOf<A>> {
    if (link.error) throw new MessagingError('DISCONNECTED', link.error.message);
    const reply = requests.add(action, id => send({ action, id, ...fields }));
    if (requests.size === 1) liveness?.asked();
    return reply;
  }

  const link: Unguarded<Link> = {
    opened,
    openedAt: 0,
    error: undefined,
    rooms: new Map(),
    request,
    tell,
    check: () => liveness?.check(),
    drain() {
      isDraining = true;
      if (requests.size === 0) close();
      else cancelTimer = clock.after(timings.drainMs, () => close());
    },
    close,
  };
  return link;
}
