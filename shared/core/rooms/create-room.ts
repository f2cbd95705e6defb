import pMap from 'p-map';
import { isDirect, ProtocolError, type RequestOf, type ResultOf } from '../../protocol/index.ts';
import type { BlockStore } from '../people/ports.ts';
import type { MessageStore, Sender } from '../ports.ts';
import { tellMembership } from '../presence/notify.ts';
import { countToday } from '../quotas.ts';
import { closeRoom } from './close-room.ts';
import { invite, isBlocked, type MembersDeps } from './members.ts';
import { ownerOf } from './rank.ts';

export interface CreateRoomDeps extends MembersDeps {
  readonly blocks: BlockStore;
  readonly messages: MessageStore;
}

const AT_ONCE = 10;

const taken = () => new ProtocolError('CONFLICT', 'This room id is taken.');

/** The creator owns the room. Asking again for the same room, as after a lost reply, is answered as the first time. */
export async function createRoom(
  deps: CreateRoomDeps,
  sender: Sender,
  { room, kind, members = [] }: RequestOf<'createRoom'>,
): Promise<ResultOf<'createRoom'>> {
  const { userId } = sender;
  if (isDirect(room)) throw new ProtocolError('FORBIDDEN', 'A direct room is not created: send to it.');
  deps.rates.take(userId, 'members');
  const log = await deps.messages.log(room);
  // An open room with a conversation in it belongs to those who had it. The write below says so too, in one step.
  if (log.kind === 'deleted' || (log.kind === 'open' && log.settled)) throw taken();
  const others = [...new Set(members)].filter(member => member !== userId);
  const strangers = await strangersAmong(deps, room, others);
  await countToday(deps, sender, {
    // Asked again, it is no other room.
    rooms: log.kind === 'open' ? 1 : 0,
    invitations: deps.settings.directMembership ? 0 : strangers.length,
  });
  const closing = kind === 'private';
  const created = await deps.rooms.create(room, {
    kind,
    createdBy: userId,
    createdAt: deps.clock.now(),
    closing,
  });
  // A room that was handed over is its creator's no more.
  if (!created || created.deletedAt || ownerOf(created) !== userId || created.kind !== kind) throw taken();
  await deps.rooms.setRole(room, userId, 'owner', undefined);
  // Whether or not anybody may look there: a deployment may come to have a directory.
  if (kind === 'public') await deps.rooms.enlist(room);
  await pMap(strangers, stranger => add(deps, sender, room, stranger), { concurrency: AT_ONCE });
  if (created.closing) await closeRoom(deps, room, { userId, name: sender.name });
  const places = await invitedAmong(deps, room, others);
  // Who blocked the creator is told like the others: nobody is to find out.
  const asked = deps.settings.directMembership ? [] : strangers;
  const invited = others.filter(other => places.includes(other) || asked.includes(other));
  return { room, kind, createdAt: created.createdAt, ...(invited.length > 0 && { invited }) };
}

/** Those who have no place in the room yet: neither members, nor invited, nor gone again. */
async function strangersAmong({ rooms }: CreateRoomDeps, room: string, users: readonly string[]) {
  const places = await pMap(users, user => rooms.place(room, user), { concurrency: AT_ONCE });
  return users.filter((_, index) => {
    const place = places[index];
    return place && !place.role && !place.invitedRole && !place.left;
  });
}

async function invitedAmong({ rooms }: CreateRoomDeps, room: string, users: readonly string[]) {
  const places = await pMap(users, user => rooms.place(room, user), { concurrency: AT_ONCE });
  return users.filter((_, index) => places[index]?.invitedRole !== undefined);
}

/** A user who got a place in the room meanwhile keeps it. */
async function add(deps: CreateRoomDeps, sender: Sender, room: string, userId: string): Promise<void> {
  if (!deps.settings.directMembership) {
    await invite(deps, sender, { room, userId, role: 'member' });
    return;
  }
  const by = { userId: sender.userId, name: sender.name };
  if (await isBlocked(deps, sender, userId)) return;
  if (await deps.rooms.setRole(room, userId, 'member', undefined))
    await tellMembership(deps, userId, { room, event: 'added', role: 'member', by });
}
