import type { RequestOf, ResultOf } from '../../protocol/index.ts';
import type { Settings } from '../../settings.ts';
import { requireAdmin } from '../log/access.ts';
import type { Clock, ConnectionStore, Sender, SnapshotStore } from '../ports.ts';
import { createCensus, type Snapshot } from './census.ts';

export interface StatsDeps {
  readonly connections: ConnectionStore;
  readonly snapshots: SnapshotStore;
  readonly clock: Clock;
  readonly settings: Settings;
}

/**
 * While somebody watches, nobody is answered anything older, and a page that asks every second shows nothing older than
 * 5 s. Watching costs a scan of `connections` this often, at the most.
 */
const FRESH_MS = 4_000;

export async function adminStats(
  deps: StatsDeps,
  sender: Sender,
  _request: RequestOf<'adminStats'>,
): Promise<ResultOf<'adminStats'>> {
  requireAdmin(sender);
  const kept = await deps.snapshots.read();
  const stats = kept && isFresh(deps.clock.now() - kept.asOf) ? kept : await count(deps);
  const { allConnections: most } = deps.settings;
  return { ...stats, ...(most > 0 && { most }) };
}

/** A count that lies ahead was made by a clock that has since stepped back, and would stay fresh for as long as the step. */
const isFresh = (ageMs: number) => ageMs >= 0 && ageMs < FRESH_MS;

async function count({ connections, snapshots, clock }: StatsDeps): Promise<Snapshot> {
  const census = createCensus();
  const asOf = clock.now();
  const seconds = Math.floor(asOf / 1000);
  await connections.scan(async (items, segment) => {
    for (const item of items) if (item.expiresAt > seconds) census.add(item, segment);
  });
  const { snapshot } = census.end(asOf);
  await snapshots.write(snapshot);
  return snapshot;
}
