/** Keeps users out of a room, by who outranks them there, or altogether, by an administrator. */
import {
  MODERATION,
  ProtocolError,
  type RequestOf,
  type ResultOf,
  userId as userIds,
} from '../../protocol/index.ts';
import { type AdminDeps, disconnectAll } from '../admin/admin-disconnect.ts';
import { requireAdmin } from '../log/access.ts';
import type { Ban, RoomStore, Sender } from '../ports.ts';
import { tellMembership } from '../presence/notify.ts';
import { listingOf, nextOf } from '../rooms/cursor.ts';
import { byOf, putOut } from '../rooms/members.ts';
import { crossed, forbidden } from '../rooms/rank.ts';
import { outranked, requireModerator } from './outranked.ts';
import type { BanStore } from './ports.ts';

export type BanDeps = AdminDeps & { readonly rooms: RoomStore; readonly bans: BanStore };

/** Asked again, as after a lost reply, it is answered as the first time; asked of who is banned, the newer ban counts. */
export async function ban(
  deps: BanDeps,
  sender: Sender,
  { room, userId, until = MODERATION.forGood, reason }: RequestOf<'ban'>,
): Promise<ResultOf<'ban'>> {
  deps.rates.take(sender.userId, 'members');
  const at = deps.clock.now();
  if (until <= at) throw notAhead();
  const wanted: Ban = { userId, until, by: byOf(sender), at, ...(reason !== undefined && { reason }) };
  if (room === undefined) await banEverywhere(deps, sender, wanted);
  else await banFrom(deps, sender, room, wanted);
  return { ...(room !== undefined && { room }), userId, until };
}

const notAhead = () =>
  new ProtocolError('BAD_REQUEST', 'A ban is until a time that lies ahead.', {
    issues: [{ path: 'until', message: 'does not lie ahead' }],
  });

async function banEverywhere(deps: BanDeps, sender: Sender, wanted: Ban): Promise<void> {
  requireAdmin(sender);
  if (wanted.userId === sender.userId) throw forbidden('You can’t ban yourself.');
  await deps.accounts.ban(wanted);
  await disconnectAll(deps, wanted.userId);
}

/**
 * The ban is written before the user's connections are looked for, and a join looks for the ban after it has subscribed:
 * whichever comes later finds the other.
 */
async function banFrom(deps: BanDeps, sender: Sender, room: string, wanted: Ban): Promise<void> {
  const { userId, until, by } = wanted;
  const { found, theirs } = await outranked(deps.rooms, sender, room, userId);
  // Everyone may read a public room: from now on each is looked up.
  if (found.kind === 'public' && !found.bans) await deps.rooms.restrict(room, 'bans');
  if (!(await deps.bans.ban(room, wanted, theirs.role))) throw crossed();
  const wasThere = await putOut(deps, room, userId);
  // A stranger to the room hears nothing of it.
  if (wasThere || theirs.role !== undefined || theirs.invitedRole !== undefined)
    await tellMembership(deps, userId, { room, event: 'removed', by, until });
}

/** Who was a member is a stranger afterwards. */
export async function unban(
  deps: BanDeps,
  sender: Sender,
  { room, userId }: RequestOf<'unban'>,
): Promise<ResultOf<'unban'>> {
  deps.rates.take(sender.userId, 'members');
  if (room === undefined) {
    requireAdmin(sender);
    await deps.accounts.lift(userId);
    return { userId };
  }
  await requireModerator(deps.rooms, room, sender);
  await deps.bans.unban(room, userId);
  return { room, userId };
}

export async function listBans(
  deps: BanDeps,
  sender: Sender,
  { room, ...page }: RequestOf<'listBans'>,
): Promise<ResultOf<'listBans'>> {
  deps.rates.take(sender.userId, 'read');
  const listing = listingOf({ limit: MODERATION.page, ...page }, userIds);
  if (room === undefined) requireAdmin(sender);
  else await requireModerator(deps.rooms, room, sender);
  const { items, next } = await (room === undefined
    ? deps.accounts.bans(listing)
    : deps.bans.list(room, listing));
  return { ...(room !== undefined && { room }), bans: items, ...nextOf(next) };
}
