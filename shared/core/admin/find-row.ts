import type { CensusItem, Clock, ConnectionItem, ConnectionStore } from '../ports.ts';

export interface FindRowDeps {
  readonly connections: ConnectionStore;
  readonly clock: Pick<Clock, 'monotonic'>;
}

/**
 * The row of a connection of which nothing but its id is known, by a scan that ends when the row is found or the time is up.
 * @param deadline on the monotonic clock
 */
export async function findRow(
  { connections, clock }: FindRowDeps,
  connectionId: string,
  deadline: number,
): Promise<ConnectionItem | undefined> {
  const isIt = (item: CensusItem): item is ConnectionItem =>
    item.kind === 'connection' && item.connectionId === connectionId;
  let found: ConnectionItem | undefined;
  await connections.scan(
    async items => {
      found ??= items.find(isIt);
    },
    () => found !== undefined || clock.monotonic() >= deadline,
  );
  return found;
}
