/** What a room is, and who belongs to it. */
import {
  userId as anyUserId,
  isDirect,
  LIMITS,
  type RequestOf,
  type ResultOf,
} from '../../protocol/index.ts';
import type { Settings } from '../../settings.ts';
import { readableRoom } from '../log/access.ts';
import type { Room, RoomStore, Sender } from '../ports.ts';
import type { Rates } from '../rates.ts';
import { listingOf, nextOf } from './cursor.ts';
import type { RoomDetailsStore } from './ports.ts';
import { ownerOf, RANK, roleIn } from './rank.ts';

interface LookUpDeps {
  readonly rooms: RoomStore;
  readonly rates: Rates;
  readonly settings: Settings;
}

/** Members are counted as far as a page goes: a counter would be one item that all who come write. */
export async function getRoom(
  deps: LookUpDeps & { readonly details: RoomDetailsStore },
  sender: Sender,
  { room, count }: RequestOf<'getRoom'>,
): Promise<ResultOf<'getRoom'>> {
  const { userId } = sender;
  deps.rates.take(userId, 'read');
  const found = await readableRoom(deps, sender, room);
  if (!found) return { room, kind: isDirect(room) ? 'dm' : 'open' };
  const [place, details, counted] = await Promise.all([
    deps.rooms.place(room, userId),
    deps.details.read(room),
    count && deps.rooms.members(room, { limit: LIMITS.listPage }),
  ]);
  const { mutedUntil } = place;
  const role = roleIn(found, userId, place.role);
  const { kind, createdBy, createdAt } = found;
  return {
    room,
    kind,
    owner: ownerOf(found),
    createdBy,
    createdAt,
    ...(role && { role }),
    ...(mutedUntil !== undefined && { mutedUntil }),
    ...(details && { details }),
    ...(counted && { members: counted.items.length, ...(counted.next && { moreMembers: true as const }) }),
  };
}

async function moderates(
  rooms: RoomStore,
  { userId, server }: Sender,
  room: string,
  found: Room | undefined,
): Promise<boolean> {
  const role = server ? 'owner' : found && roleIn(found, userId, await rooms.role(room, userId));
  return role !== undefined && RANK[role] >= RANK.moderator;
}

/** A page costs the same in a room of ten and in one of a hundred thousand. */
export async function listMembers(
  deps: LookUpDeps,
  sender: Sender,
  { room, prefix, ...page }: RequestOf<'listMembers'>,
): Promise<ResultOf<'listMembers'>> {
  deps.rates.take(sender.userId, 'read');
  const listing = listingOf(page, anyUserId, prefix);
  const found = await readableRoom(deps, sender, room);
  const { items, next } = await deps.rooms.members(room, { ...listing, prefix });
  const showsMutes =
    items.some(({ mutedUntil }) => mutedUntil !== undefined) &&
    (await moderates(deps.rooms, sender, room, found));
  const members = items.map(({ mutedUntil, ...member }) => ({
    ...member,
    role: (found && roleIn(found, member.userId, member.role)) ?? member.role,
    ...(showsMutes && mutedUntil !== undefined && { mutedUntil }),
  }));
  return { room, members, ...nextOf(next) };
}
