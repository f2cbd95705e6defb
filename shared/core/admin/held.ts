import type { CensusItem, Clock, ConnectionItem, SubscriptionItem } from '../ports.ts';

/** Some 100 MB as rows; the function has 1,024 MiB, and the census takes its part. */
const MOST = 200_000;

/** Beyond this a user alone has too many rows, and no smaller share helps. */
const MOST_PARTS = 2 ** 20;

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash;
}

/**
 * The rows that a sweep keeps until its scan is over. A table of millions has more than fit into the function: then these are
 * all rows of some of the users, others at each sweep, and the share halves whenever there are too many.
 * @param most rows at once
 */
export function heldRows({ random }: Pick<Clock, 'random'>, most = MOST) {
  const turn = Math.floor(random() * MOST_PARTS);
  const connections = new Map<string, ConnectionItem>();
  let subscriptions: SubscriptionItem[] = [];
  let parts = 1;
  const isHeld = ({ userId }: CensusItem) => ((hashOf(userId) ^ turn) & (parts - 1)) === 0;

  function halve(): void {
    parts *= 2;
    for (const [id, connection] of connections) if (!isHeld(connection)) connections.delete(id);
    subscriptions = subscriptions.filter(isHeld);
  }

  return {
    /** By their ids. */
    connections: connections as ReadonlyMap<string, ConnectionItem>,
    subscriptions: (): readonly SubscriptionItem[] => subscriptions,
    hold(item: CensusItem): void {
      if (!isHeld(item)) return;
      if (item.kind === 'subscription') subscriptions.push(item);
      else connections.set(item.connectionId, item);
      while (connections.size + subscriptions.length > most && parts < MOST_PARTS) halve();
    },
    letGo: (connectionId: string) => void connections.delete(connectionId),
  };
}
