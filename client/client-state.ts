import type { ConnectionState } from './connection-state.ts';
import type { ClientState } from './events.ts';

/** The connection's state as a page shows it. */
export function viewOf({ name, attempt, error }: ConnectionState, retryAt: number | undefined): ClientState {
  // The app is not told that another connection is being made meanwhile.
  if (name === 'online' || name === 'replacing' || name === 'postponed')
    return { name: 'online', attempt: 0 };
  return { name, attempt, error, retryAt };
}
