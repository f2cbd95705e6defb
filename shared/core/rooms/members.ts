import type { RequestOf, ResultOf, RoomRole, User } from '../../protocol/index.ts';
import { alongside } from '../alongside.ts';
import type { BlockStore } from '../people/ports.ts';
import type { Clock, RoomStore, Sender } from '../ports.ts';
import { type NotifyDeps, tellMembership } from '../presence/notify.ts';
import { leave, type PresenceDeps } from '../presence/presence-events.ts';
import { countToday, type QuotaStore } from '../quotas.ts';
import { crossed, forbidden, RANK, roleIn, standing } from './rank.ts';

export interface InviteDeps extends NotifyDeps {
  readonly rooms: RoomStore;
  readonly clock: Clock;
  readonly quotas: QuotaStore;
}

/** Some of those who are invited may have blocked who invites them. */
export type InvitingDeps = InviteDeps & { readonly blocks: BlockStore };

export interface MembersDeps extends InviteDeps, PresenceDeps {}

/** Invites the user, or makes them a member if the deployment says so and they have not left before. */
export async function addMember(
  deps: InvitingDeps,
  sender: Sender,
  { room, userId, role = 'member' }: RequestOf<'addMember'>,
): Promise<ResultOf<'addMember'>> {
  deps.rates.take(sender.userId, 'members');
  const { found, role: own } = await standing(deps.rooms, room, sender);
  if (RANK[own] < RANK.moderator) throw forbidden('Only the owner and moderators add members.');
  if (role === 'moderator' && own !== 'owner') throw forbidden('Only the owner names moderators.');
  const { role: stored, invitedRole, left, bannedUntil } = await deps.rooms.place(room, userId);
  if (bannedUntil !== undefined) throw forbidden('This user is banned from the room; lift the ban first.');
  const before = roleIn(found, userId, stored);
  const by = byOf(sender);
  if (before !== undefined || (deps.settings.directMembership && !left)) {
    // Adding a moderator again as a member would be a demotion, which takes the owner.
    const changes = before !== role && before !== 'owner' && (before === undefined || own === 'owner');
    if (changes) {
      if (before === undefined && (await isBlocked(deps, sender, userId)))
        return { room, userId, invited: false };
      if (!(await deps.rooms.setRole(room, userId, role, stored))) throw crossed();
      await tellMembership(deps, userId, { room, event: 'added', role, by });
    }
    return { room, userId, invited: false };
  }
  if (invitedRole === undefined || (invitedRole !== role && own === 'owner')) {
    await countToday(deps, sender, { invitations: 1 });
    if (!(await invite(deps, sender, { room, userId, role }))) throw crossed();
  }
  return { room, userId, invited: true };
}

export const byOf = ({ userId, name, server }: Sender): User => ({
  userId,
  name,
  ...(server && { server }),
});

/** Whoever was blocked by the user is answered as if nobody had, and nothing is done. */
export const isBlocked = async ({ blocks }: InvitingDeps, { userId, server }: Sender, other: string) =>
  !server && blocks.has(other, userId);

/** Count them before. False if the user is a member. */
export async function invite(
  deps: InvitingDeps,
  sender: Sender,
  { room, userId, role }: { room: string; userId: string; role: RoomRole },
): Promise<boolean> {
  const by = byOf(sender);
  if (await isBlocked(deps, sender, userId)) return true;
  if (!(await deps.rooms.invite(userId, { room, role, by, at: deps.clock.now() }))) return false;
  await tellMembership(deps, userId, { room, event: 'invited', role, by });
  return true;
}

/**
 * Ends the member's live subscriptions too, or takes an invitation back. Members may remove themselves; the owner stays.
 * Asked again, as after a lost reply, it is answered as the first time.
 */
export async function removeMember(
  deps: MembersDeps,
  sender: Sender,
  { room, userId }: RequestOf<'removeMember'>,
): Promise<ResultOf<'removeMember'>> {
  deps.rates.take(sender.userId, 'members');
  const theirs = await deps.rooms.place(room, userId);
  const self = userId === sender.userId;
  // Who left already may have been cut off before all of their connections were out.
  if (!(self && theirs.left && !theirs.role)) {
    const { found, role: own } = await standing(deps.rooms, room, sender);
    const role = roleIn(found, userId, theirs.role);
    if (role === 'owner') throw forbidden('The owner of a room is not removed from it.');
    if (!self && RANK[own] <= RANK[role ?? 'member'])
      throw forbidden('Only the owner and moderators remove members.');
    if (theirs.bannedUntil !== undefined) throw forbidden('This user is banned from the room already.');
    // Of one who handed the room over, and was cut off before the role followed.
    if (self && theirs.role === 'owner') await deps.rooms.setRole(room, userId, 'moderator', 'owner');
    const isOut = self
      ? await deps.rooms.leave(room, userId, deps.clock.now())
      : await deps.rooms.remove(room, userId, theirs.role);
    if (!isOut) throw crossed();
  }
  const isNews = (theirs.role ?? theirs.invitedRole) !== undefined;
  const told = isNews
    ? tellMembership(deps, userId, { room, event: 'removed', ...(!self && { by: byOf(sender) }) })
    : Promise.resolve();
  // After the role is gone: a join at this moment looks for the role after it has subscribed.
  await alongside(told, putOut(deps, room, userId));
  return { room, userId };
}

/** Takes the user's connections out of a room: all that can be, even if one fails. Returns whether any was in there. */
export async function putOut(deps: PresenceDeps, room: string, userId: string): Promise<boolean> {
  const connections = await deps.connections.ofUser(userId, { toEnd: true });
  const outcomes = await Promise.allSettled(connections.map(connection => leave(deps, room, connection)));
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  return outcomes.some(outcome => outcome.status === 'fulfilled' && outcome.value);
}
