/**
 * The sweeper: counts who is connected, says goodbye to what expires, and deletes what a lost `$disconnect` left behind.
 */
import pMap from 'p-map';
import type { CensusItem, Clock, SnapshotStore } from '../ports.ts';
import { kick } from '../presence/close-connection.ts';
import { disconnect } from '../presence/disconnect.ts';
import type { PresenceDeps } from '../presence/presence-events.ts';
import { createCensus, type Snapshot } from './census.ts';

export interface SweepDeps extends PresenceDeps {
  readonly snapshots: SnapshotStore;
}

export interface Swept extends Snapshot {
  /** Connections that reach their time before the next sweep, or had reached it. */
  readonly expired: number;
  /** Connections and subscriptions of sockets that are no more. */
  readonly orphaned: number;
}

const AT_ONCE = 20;

/**
 * @param aheadSeconds how long before its time a connection is told to come back: nothing is delivered to it afterwards,
 *   a goodbye neither, so it is at least the time to the next sweep
 * @param probes how many connections a sweep asks API Gateway about, chosen at random: each is a request of the
 *   account's quota, so a large deployment looks at a sample each time
 */
export async function sweep(
  deps: SweepDeps,
  { aheadSeconds, probes }: { aheadSeconds: number; probes: number },
): Promise<Swept> {
  const { connections, snapshots, clock } = deps;
  const census = createCensus();
  const asOf = clock.now();
  const seconds = Math.floor(asOf / 1000);
  const live = new Map<string, Extract<CensusItem, { kind: 'connection' }>>();
  const subscribed: Extract<CensusItem, { kind: 'subscription' }>[] = [];
  let expired = 0;
  let orphaned = 0;

  await connections.scan(async items => {
    for (const item of items.filter(({ expiresAt }) => expiresAt > seconds)) {
      census.add(item);
      if (item.kind === 'subscription') subscribed.push(item);
      else if (item.expiresAt > seconds + aheadSeconds) live.set(item.connectionId, item);
    }
    const ending = items.filter(
      item => item.kind === 'connection' && item.expiresAt <= seconds + aheadSeconds,
    );
    await each(ending, end);
  });

  async function end(connection: CensusItem): Promise<void> {
    const { connectionId, expiresAt } = connection;
    await (expiresAt > seconds ? kick(deps, connectionId, 'EXPIRED') : deps.poster.disconnect(connectionId));
    await disconnect(deps, connection);
    expired += 1;
  }

  /** What fails for one, as where the account's quota is used up, is left to the next sweep. */
  async function each<Item extends CensusItem>(items: readonly Item[], work: (item: Item) => Promise<void>) {
    const tried = async (item: Item) => {
      try {
        await work(item);
      } catch (error) {
        deps.logger.warn('not swept', { connectionId: item.connectionId, error });
      }
    };
    await pMap(items, tried, { concurrency: AT_ONCE });
  }

  const sample = sampleOf([...live.values()], probes, clock);
  await each(sample, async connection => {
    if (await deps.poster.isConnected(connection.connectionId)) return;
    await disconnect(deps, connection);
    orphaned += 1;
  });
  // Of a connection that was closed between the two writes of a join. Looked for again: the scan takes its time.
  const loose = subscribed.filter(({ connectionId }) => !live.has(connectionId));
  await each(loose, async ({ userId, connectionId, room }) => {
    const open = (await connections.ofUser(userId)).some(other => other.connectionId === connectionId);
    if (open) return;
    await connections.unsubscribe(userId, connectionId, room);
    orphaned += 1;
  });
  const snapshot = census.snapshot(asOf);
  await snapshots.write(snapshot);
  return { ...snapshot, expired, orphaned };
}

/** `count` of them at random, each as likely as any other. */
function sampleOf<T>(all: readonly T[], count: number, { random }: Clock): T[] {
  const left = [...all];
  while (left.length > count) {
    const last = left.pop();
    const index = Math.floor(random() * (left.length + 1));
    if (last !== undefined && index < left.length) left[index] = last;
  }
  return left;
}
