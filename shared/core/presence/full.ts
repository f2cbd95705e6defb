/** Whether the deployment has all the connections that it may: by the sweeper's count, so that no connect adds to one. */
import type { Settings } from '../../settings.ts';
import type { Clock, Sender, SnapshotStore } from '../ports.ts';
import { createRecent, type Recent } from '../recent.ts';

interface FullDeps {
  readonly snapshots: Pick<SnapshotStore, 'read'>;
  readonly clock: Clock;
  readonly settings: Settings;
  readonly counted: CountedConnections;
}

/** What a container read a moment ago: one read in five seconds, however many connect. */
export type CountedConnections = Recent<number>;
export const createCountedConnections = (clock: Pick<Clock, 'monotonic'>): CountedConnections =>
  createRecent(clock, 5_000, 1);

/** An older count keeps nobody out: the sweeper, which counts every minute, or every five in dev, has stopped. */
const FRESH_MS = 600_000; // 10 minutes
const ALL = 'all';

/** Administrators come in all the same, to see why. */
export async function isFull(
  { snapshots, clock, settings, counted }: FullDeps,
  { groups }: Pick<Sender, 'groups'>,
): Promise<boolean> {
  if (settings.allConnections === 0 || groups.includes('admins')) return false;
  const known = counted.get(ALL);
  if (known !== undefined) return known >= settings.allConnections;
  const snapshot = await snapshots.read();
  const isFresh = snapshot !== undefined && Math.abs(clock.now() - snapshot.asOf) < FRESH_MS;
  const open = isFresh ? snapshot.connections : 0;
  counted.set(ALL, open);
  return open >= settings.allConnections;
}
