/** Links that let users into a room who have them: so many users, until a time. */
import { randomBytes } from 'node:crypto';
import {
  LINKS,
  linkId,
  MODERATION,
  ProtocolError,
  type RequestOf,
  type ResultOf,
} from '../../protocol/index.ts';
import type { Settings } from '../../settings.ts';
import type { Clock, RoomStore, Sender } from '../ports.ts';
import { type NotifyDeps, tellMembership } from '../presence/notify.ts';
import { countToday, type QuotaStore } from '../quotas.ts';
import type { Rates } from '../rates.ts';
import { listingOf, nextOf } from './cursor.ts';
import { byOf } from './members.ts';
import type { LinkStore } from './ports.ts';
import { asRoomRole, crossed, forbidden, RANK, standing } from './rank.ts';

interface LinkDeps {
  readonly links: LinkStore;
  readonly rooms: RoomStore;
  readonly clock: Clock;
  readonly quotas: QuotaStore;
  readonly rates: Rates;
  readonly settings: Settings;
}

const DAY_MS = 86_400_000;
const ID_BYTES = 16;

/** One refusal for a link that never was and for one that is over: a stranger learns of no room by it. */
const noSuchLink = () => new ProtocolError('NOT_FOUND', 'There is no such link, or it is over or used up.');

async function requireModerator({ rooms }: LinkDeps, sender: Sender, room: string): Promise<void> {
  const { role } = await standing(rooms, room, sender);
  if (RANK[role] < RANK.moderator) throw forbidden('Only the owner and moderators keep links to a room.');
}

/** Each of its uses counts as an invitation of its maker. Asked again, it makes another. */
export async function createLink(
  deps: LinkDeps,
  sender: Sender,
  { room, uses, until }: RequestOf<'createLink'>,
): Promise<ResultOf<'createLink'>> {
  deps.rates.take(sender.userId, 'members');
  const at = deps.clock.now();
  if (until <= at || until > at + LINKS.days * DAY_MS)
    throw new ProtocolError('BAD_REQUEST', 'The request has the wrong shape.', {
      issues: [{ path: 'until', message: `is not within the next ${LINKS.days} days` }],
    });
  await requireModerator(deps, sender, room);
  await countToday(deps, sender, { invitations: uses });
  const link = randomBytes(ID_BYTES).toString('base64url');
  await deps.links.create(room, { link, uses, until, by: byOf(sender), at });
  return { room, link, uses, until };
}

export async function listLinks(
  deps: LinkDeps,
  sender: Sender,
  { room, after, limit = MODERATION.page }: RequestOf<'listLinks'>,
): Promise<ResultOf<'listLinks'>> {
  deps.rates.take(sender.userId, 'read');
  await requireModerator(deps, sender, room);
  const { items, next } = await deps.links.list(room, listingOf({ after, limit }, linkId));
  return { room, links: items, ...nextOf(next) };
}

/** Whom it has let in stays. Asked again, it is answered as the first time. */
export async function revokeLink(
  deps: LinkDeps,
  sender: Sender,
  { room, link }: RequestOf<'revokeLink'>,
): Promise<ResultOf<'revokeLink'>> {
  deps.rates.take(sender.userId, 'members');
  await requireModerator(deps, sender, room);
  await deps.links.revoke(room, link);
  return { room, link };
}

/**
 * Makes a member of who has the link, also of one who once left. The use is counted first, once for each user: if this was cut off,
 * or its reply lost, ask again. A member uses nothing up.
 */
export async function useLink(
  deps: LinkDeps & NotifyDeps,
  { userId }: Sender,
  { room, link }: RequestOf<'useLink'>,
): Promise<ResultOf<'useLink'>> {
  deps.rates.take(userId, 'members');
  const [found, place] = await Promise.all([deps.rooms.room(room), deps.rooms.place(room, userId)]);
  if (!found || found.deletedAt || place.bannedUntil !== undefined) throw noSuchLink();
  if (place.role) return { room, role: asRoomRole(place.role).role };
  const at = deps.clock.now();
  const by = await deps.links.use(room, link, userId, at);
  if (!by) throw noSuchLink();
  // An invitation of their own may make a moderator of them.
  const invited =
    place.invitedRole !== undefined || (await deps.rooms.invite(userId, { room, role: 'member', by, at }));
  const role = invited ? await deps.rooms.accept(room, userId) : undefined;
  // Banned, or a member, at this moment.
  if (!role) throw crossed();
  await tellMembership(deps, userId, { room, event: 'added', ...asRoomRole(role), by });
  return { room, role: asRoomRole(role).role };
}
