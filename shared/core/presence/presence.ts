import { directUsers, type RequestOf, type ResultOf } from '../../protocol/index.ts';
import { type AccessDeps, requireReader } from '../log/access.ts';
import { fitting, replySpace } from '../log/page.ts';
import type { ConnectionStore, Sender } from '../ports.ts';
import type { Rates } from '../rates.ts';

type Users = ResultOf<'presence'>['users'];

/** Connections looked at. */
const PRESENT = 1_000;

interface Present {
  readonly userId: string;
  readonly name: string;
  readonly since: number;
}

async function presentIn(
  connections: ConnectionStore,
  room: string,
): Promise<{ found: Present[]; more: boolean }> {
  const found: Present[] = [];
  const direct = directUsers(room);
  for (const userId of direct ?? [])
    for (const { name, connectedAt } of await connections.ofUser(userId))
      found.push({ userId, name, since: connectedAt });
  if (direct) return { found, more: false };
  for await (const page of connections.subscribers(room)) {
    found.push(...page.map(({ userId, name, joinedAt }) => ({ userId, name, since: joinedAt })));
    if (found.length > PRESENT) return { found: found.slice(0, PRESENT), more: true };
  }
  return { found, more: false };
}

/** Who is in a room: each user once, however many connections they have. */
export async function presence(
  deps: AccessDeps & { connections: ConnectionStore; rates: Rates },
  sender: Sender,
  { room }: RequestOf<'presence'>,
): Promise<ResultOf<'presence'>> {
  deps.rates.take(sender.userId, 'read');
  const { kind, connections: counted = 0 } = await deps.messages.log(room);
  await requireReader(deps, sender.userId, room, kind);
  const { found, more } = await presentIn(deps.connections, room);
  const users = new Map<string, Users[number]>();
  for (const { userId, name, since } of found) {
    const user = users.get(userId) ?? { userId, name, connections: 0, since };
    users.set(userId, { ...user, connections: user.connections + 1, since: Math.min(user.since, since) });
  }
  const told = fitting([...users.values()], replySpace());
  return {
    room,
    connections: more ? Math.max(counted, found.length + 1) : found.length,
    users: told,
    truncated: more || told.length < users.size,
    ...(more && { approximate: true }),
  };
}
