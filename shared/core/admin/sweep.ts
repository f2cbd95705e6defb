/**
 * The sweeper: counts who is connected, closes what has to end, and deletes what a lost `$disconnect` left behind.
 */
import pMap from 'p-map';
import { isOpening } from '../opening.ts';
import type { AccountStore, ConnectionItem, RoomStore, SnapshotStore } from '../ports.ts';
import { endConnection } from '../presence/close-connection.ts';
import { disconnect } from '../presence/disconnect.ts';
import { closeDeleted } from '../presence/on-gone.ts';
import type { PresenceDeps } from '../presence/presence-events.ts';
import { surplusOfEach } from '../presence/replace-oldest.ts';
import { createCensus, type Snapshot } from './census.ts';
import { isBanned, isDenied } from './deny.ts';
import { heldRows } from './held.ts';
import { sampleOf } from './sample.ts';

export interface SweepDeps extends PresenceDeps {
  readonly accounts: AccountStore;
  readonly rooms: RoomStore;
  readonly snapshots: SnapshotStore;
}

export interface Swept extends Snapshot {
  /** Connections that reach their time before the next sweep, or had reached it. */
  readonly expired: number;
  /** Connections of users who may not be connected. */
  readonly denied: number;
  /** The oldest connections of users who have too many. */
  readonly replaced: number;
  /** Connections and subscriptions of sockets that are no more. */
  readonly orphaned: number;
}

const AT_ONCE = 20;

/**
 * @param aheadSeconds how long before its time a connection is told to come back: nothing is delivered to it afterwards,
 *   a goodbye neither, so it is at least the time to the next sweep
 * @param probes how many connections a sweep asks API Gateway about, chosen at random: each is a request of the
 *   account's quota, so a large deployment looks at a sample each time
 * @param most rows held at once; of a larger table a sweep looks for lost and surplus connections among some of the users
 */
export async function sweep(
  deps: SweepDeps,
  { aheadSeconds, probes, most }: { aheadSeconds: number; probes: number; most?: number },
): Promise<Swept> {
  const { accounts, connections, rooms, settings, snapshots, clock } = deps;
  const census = createCensus(settings.presenceLimit);
  const asOf = clock.now();
  const seconds = Math.floor(asOf / 1000);
  const denials = await accounts.denials();
  const denialOf = ({ userId }: ConnectionItem) => denials.get(userId) ?? {};
  const held = heldRows(clock, most);
  const gone = new Set<string>();
  const ended = { expired: 0, denied: 0, replaced: 0, orphaned: 0 };

  await connections.scan(async (items, segment) => {
    const ending: ConnectionItem[] = [];
    for (const item of items) {
      const expired = item.expiresAt <= seconds;
      if (!expired) census.add(item, segment);
      if (item.kind === 'subscription') {
        if (!expired) held.hold(item);
      } else if (item.expiresAt > seconds + aheadSeconds && !isDenied(item, denialOf(item), asOf))
        held.hold(item);
      else ending.push(item);
    }
    await each(ending, end);
  });

  const { snapshot, largeRooms } = census.end(asOf);

  async function end(connection: ConnectionItem): Promise<void> {
    const denied = isDenied(connection, denialOf(connection), asOf);
    if (connection.expiresAt <= seconds) {
      await disconnect(deps, connection);
      await closeDeleted(deps, connection);
    } else {
      // Who is not banned may come back, with a new token.
      const code = isBanned(denialOf(connection), asOf) ? 'KICKED' : 'EXPIRED';
      if ((await endConnection(deps, connection, code)) === 'opening') return;
    }
    gone.add(connection.connectionId);
    ended[denied ? 'denied' : 'expired'] += 1;
  }

  const limit = settings.connectionsPerUser || Number.POSITIVE_INFINITY;
  // A new connection closes those beyond the limit, but can't close one that is being made at the same time.
  await each(surplusOfEach(held.connections.values(), limit), async connection => {
    if ((await endConnection(deps, connection, 'REPLACED')) === 'opening') return;
    held.letGo(connection.connectionId);
    gone.add(connection.connectionId);
    ended.replaced += 1;
  });

  const probed = [...held.connections.values()].filter(connection => !isOpening(connection, asOf));
  await each(sampleOf(probed, probes, clock), async connection => {
    if (await deps.poster.isConnected(connection.connectionId)) return;
    await disconnect(deps, connection);
    await closeDeleted(deps, connection);
    ended.orphaned += 1;
  });

  // Of a connection that was closed between the two writes of a join. Looked for again: the scan takes its time.
  const loose = held
    .subscriptions()
    .filter(({ connectionId }) => !held.connections.has(connectionId) && !gone.has(connectionId));
  await each(loose, async ({ userId, connectionId, room }) => {
    const open = (await connections.ofUser(userId)).some(other => other.connectionId === connectionId);
    if (open) return;
    await connections.unsubscribe(userId, connectionId, room);
    ended.orphaned += 1;
  });

  // Nobody counts a large room at a join: its figure is as old as the last sweep.
  await each(largeRooms, ({ room, connections: count }) => rooms.setConnections(room, count, asOf));
  await snapshots.write(snapshot);
  return { ...snapshot, ...ended };

  /** What fails for one, as where the account's quota is used up, is left to the next sweep. */
  async function each<Item extends { readonly connectionId?: string; readonly room?: string }>(
    items: readonly Item[],
    work: (item: Item) => Promise<void>,
  ): Promise<void> {
    const tried = async (item: Item) => {
      try {
        await work(item);
      } catch (error) {
        deps.logger.warn('not swept', { connectionId: item.connectionId, room: item.room, error });
      }
    };
    await pMap(items, tried, { concurrency: AT_ONCE });
  }
}
