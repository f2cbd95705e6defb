/** Who somebody is, where they are connected from, and who is kept out. */
import pMap from 'p-map';
import { userId as anyUserId, type RequestOf, type ResultOf, type User } from '../../protocol/index.ts';
import type { Settings } from '../../settings.ts';
import { requireAdmin } from '../log/access.ts';
import type { AccountStore, Ban, Clock, Connection, Invocation, People, Sender } from '../ports.ts';
import { type QuotaStore, quotasOf } from '../quotas.ts';
import type { Rates } from '../rates.ts';
import { listingOf, nextOf } from '../rooms/cursor.ts';
import { type FindRowDeps, findRow } from './find-row.ts';

interface FindDeps extends FindRowDeps {
  readonly accounts: AccountStore;
  readonly people: People;
  readonly quotas: QuotaStore;
  readonly clock: Clock;
  readonly settings: Settings;
  readonly rates: Rates;
}

type Result = ResultOf<'adminFind'>;
type Found = Result['users'][number];

/** Each is a query. */
const MOST_NAMED = 20;
/** So that a reply fits into a frame. */
const MOST_OPEN = 50;
const MOST_ROOMS = 10;
const AT_ONCE = 10;

/** By an index, all but a connection: its row can only be found by a scan, which ends when the time is up. */
export async function adminFind(
  deps: FindDeps,
  sender: Sender,
  { name, userId, connectionId, after }: RequestOf<'adminFind'>,
  { deadline }: Pick<Invocation, 'deadline'>,
): Promise<Result> {
  requireAdmin(sender);
  deps.rates.take(sender.userId, 'read');
  if (name !== undefined) return { users: await named(deps, name) };
  if (userId !== undefined) return { users: await known(deps, userId) };
  if (connectionId === undefined) return denied(deps, after);
  const row = await findRow(deps, connectionId, deadline);
  return { users: row ? await known(deps, row.userId) : [] };
}

async function named({ people, connections }: FindDeps, prefix: string): Promise<Found[]> {
  const users = await people.named(prefix, MOST_NAMED);
  const count = async (user: User) => ({
    ...user,
    connections: (await connections.ofUser(user.userId)).length,
  });
  return pMap(users, count, { concurrency: AT_ONCE });
}

/** Nobody, if there is no such user and no connection of theirs. */
async function known(deps: FindDeps, userId: string): Promise<Found[]> {
  const { people, connections, accounts } = deps;
  const [user, open, ban] = await Promise.all([
    people.find(userId),
    connections.ofUser(userId),
    accounts.banOf(userId),
  ]);
  const name = user?.name ?? open[0]?.name;
  if (name === undefined) return [];
  const newest = open.sort((a, b) => b.connectedAt - a.connectedAt).slice(0, MOST_OPEN);
  const quotas = await quotasOf(deps, userId, open.length);
  return [{ userId, name, connections: open.length, ...told(ban), open: newest.map(described), quotas }];
}

async function denied({ accounts, people }: FindDeps, after: string | undefined): Promise<Result> {
  const { items, next } = await accounts.bans({ ...listingOf({ after, limit: MOST_NAMED }, anyUserId) });
  const describe = async (ban: Ban): Promise<Found> => {
    const user = await people.find(ban.userId);
    return { userId: ban.userId, name: user?.name ?? ban.userId, connections: 0, ...told(ban) };
  };
  return { users: await pMap(items, describe, { concurrency: AT_ONCE }), ...nextOf(next) };
}

const told = (ban: Ban | undefined) => ban && { deniedUntil: ban.until, by: ban.by.name };

export const described = ({
  connectionId,
  connectedAt,
  address,
  agent,
  inRooms = new Set(),
}: Connection) => ({
  connectionId,
  since: connectedAt,
  ...(address !== undefined && { address }),
  ...(agent !== undefined && { agent }),
  rooms: [...inRooms].sort().slice(0, MOST_ROOMS),
  roomCount: inRooms.size,
});
