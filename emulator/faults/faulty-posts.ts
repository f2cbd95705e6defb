import type { Connections } from '../gateway/connections.ts';
import type { ConnectionsPort, PostResult } from '../gateway/connections-port.ts';
import type { Faults } from './faults.ts';

type Body = string | Uint8Array;

/** A swapped post goes out on its own if no other follows. */
const LONGEST_HELD_MS = 250;
const SLOW_MS = 5_000;

/** The connections, with posts that fail on demand: whether they come through HTTP or in-process. */
export function faultyPosts(connections: Connections, faults: Faults): ConnectionsPort {
  const held = new Map<string, { readonly body: Body; readonly timer: NodeJS.Timeout }>();

  const slowUntil = new Map<string, number>();

  /** Whether the client's buffer is full, as if it read nothing. */
  function isFull(connectionId: string): boolean {
    if (faults.strikes('slow-client')) slowUntil.set(connectionId, performance.now() + SLOW_MS);
    const until = slowUntil.get(connectionId);
    if (until === undefined) return false;
    if (performance.now() < until) return true;
    slowUntil.delete(connectionId);
    return false;
  }

  function release(connectionId: string): void {
    const kept = held.get(connectionId);
    if (kept === undefined) return;
    held.delete(connectionId);
    clearTimeout(kept.timer);
    connections.post(connectionId, kept.body);
  }

  function releaseAfterNext(connectionId: string): void {
    // One that went alone changed places with nothing.
    if (held.has(connectionId)) faults.count('post-swap');
    release(connectionId);
  }

  function send(connectionId: string, body: Body): PostResult {
    if (connections.get(connectionId) === undefined) return 'gone';
    if (faults.strikes('post-drop')) return 'posted';
    if (!held.has(connectionId) && faults.draws('post-swap')) {
      const timer = setTimeout(release, LONGEST_HELD_MS, connectionId);
      held.set(connectionId, { body, timer });
      return 'posted';
    }
    const result = connections.post(connectionId, body);
    if (result === 'posted' && faults.strikes('post-double')) connections.post(connectionId, body);
    releaseAfterNext(connectionId);
    return result;
  }

  return {
    post(connectionId, body) {
      if (faults.strikes('post-429')) return 'throttled';
      if (faults.strikes('post-500')) return 'failed';
      const isOpen = connections.get(connectionId) !== undefined;
      if (isOpen && faults.strikes('post-false-gone')) return 'gone';
      if (isOpen && faults.strikes('post-gone')) {
        connections.drop(connectionId);
        return 'gone';
      }
      if (isOpen && isFull(connectionId)) return 'throttled';
      return faults.delayMs('post-delay') === 0
        ? send(connectionId, body)
        : faults.delay('post-delay').then(() => send(connectionId, body));
    },
    get: connectionId => connections.get(connectionId),
    disconnect: connectionId => connections.disconnect(connectionId),
  };
}
