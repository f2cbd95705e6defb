/** The connection's states as a pure function: the connector does what the state says, and reports what happened. */
import { verdictOf } from './closing.ts';
import type { MessagingError } from './errors.ts';

type StateName =
  | 'idle'
  /** No socket serves; one is being made. */
  | 'connecting'
  /** No socket serves; the next try comes after the back-off. */
  | 'waiting'
  | 'online'
  /** One socket serves while its successor is being made. */
  | 'replacing'
  /** One socket serves; its successor is tried for again after the back-off. */
  | 'postponed'
  /** For good, until `connect`. Without an error if the user asked for it. */
  | 'stopped';

export interface ConnectionState {
  readonly name: StateName;
  /** Tries since the last connection that was a good one. */
  readonly attempt: number;
  /** How often the server refused the token meanwhile, or there was none to be had. */
  readonly refusals: number;
  /** Whether the next try needs a fresh token. */
  readonly refresh: boolean;
  /** What the last try came to. */
  readonly error?: MessagingError;
}

export type ConnectionEvent =
  | { readonly type: 'connect' }
  | { readonly type: 'disconnect' }
  /** The socket that was being made serves now, its rooms joined. */
  | { readonly type: 'opened' }
  /**
   * The socket that was being made came to nothing. `hadToken`: it got as far as having one. `trusted`: a token of this
   * client was accepted before.
   */
  | {
      readonly type: 'failed';
      readonly error: MessagingError;
      readonly hadToken?: boolean;
      readonly trusted?: boolean;
    }
  /** The socket that served is gone; `lasted`: it had been a good one. */
  | { readonly type: 'lost'; readonly error: MessagingError; readonly lasted: boolean }
  /** The socket that serves will end soon. */
  | { readonly type: 'expiring'; readonly refresh: boolean; readonly lasted: boolean }
  /** The back-off is over, or the network came back. */
  | { readonly type: 'due' };

export const IDLE: ConnectionState = { name: 'idle', attempt: 0, refusals: 0, refresh: false };

/** A token refused so often, fresh ones among them, will be refused again. */
const MOST_REFUSALS = 3;

export function next(state: ConnectionState, event: ConnectionEvent): ConnectionState {
  const { name } = state;
  const isMaking = name === 'connecting' || name === 'replacing';
  switch (event.type) {
    case 'connect':
      return name === 'idle' || name === 'stopped' ? { ...IDLE, name: 'connecting' } : state;
    case 'disconnect':
      return { ...IDLE, name: 'stopped' };
    case 'opened':
      return isMaking ? { ...state, name: 'online' } : state;
    case 'failed':
      return isMaking ? afterFailure(state, event) : state;
    case 'lost':
      return afterLoss(state, event.error, event.lasted);
    case 'expiring': {
      const { refresh, lasted } = event;
      if (name !== 'online') return state;
      if (lasted) return { ...IDLE, refresh, name: 'replacing' };
      return { ...state, refresh, name: 'postponed', attempt: state.attempt + 1 };
    }
    case 'due':
      if (name === 'waiting') return { ...state, name: 'connecting' };
      return name === 'postponed' ? { ...state, name: 'replacing' } : state;
    default:
      return event satisfies never;
  }
}

function afterLoss(state: ConnectionState, error: MessagingError, lasted: boolean): ConnectionState {
  const { name } = state;
  if (name === 'online') return afterFailure(lasted ? { ...IDLE, name } : state, { error });
  if (name !== 'replacing' && name !== 'postponed') return state;
  if (verdictOf(error) === 'stop') return { ...IDLE, name: 'stopped', error };
  // The successor goes on being made, or waited for.
  return { ...state, error, name: name === 'replacing' ? 'connecting' : 'waiting' };
}

function afterFailure(
  state: ConnectionState,
  { error, hadToken = true, trusted = false }: Omit<Extract<ConnectionEvent, { type: 'failed' }>, 'type'>,
): ConnectionState {
  const verdict = verdictOf(error);
  const refusals = state.refusals + (verdict === 'reauthenticate' || verdict === 'doubt' ? 1 : 0);
  // A browser hides why: of a server that has accepted us before, it is no proof that it never will again.
  const isRiddle = trusted && error.code === 'REFUSED';
  if (verdict === 'stop' || (refusals >= MOST_REFUSALS && !isRiddle))
    return { ...IDLE, name: 'stopped', error };
  // If a fresh token is refused as well, it is not to blame: the next try does without another.
  const isFresh = state.refresh && hadToken;
  const wantsFresh = verdict === 'reauthenticate' && !(isRiddle && isFresh);
  const refresh = wantsFresh || (state.refresh && !hadToken);
  const name = state.name === 'replacing' ? 'postponed' : 'waiting';
  return { name, attempt: state.attempt + 1, refusals, refresh, error };
}
