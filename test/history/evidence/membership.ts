/**
 * Who is certain not to be a member of a private room at a moment, from the calls that gave and took membership. A call takes
 * effect at some time between its asking and its reply, and one without a reply at any time after it, or never.
 */
import * as z from 'zod';
import { directUsers, isDirect, replies } from '../../../shared/protocol/index.ts';
import { type Call, codeOf, told } from './calls.ts';
import type { Evidence } from './evidence.ts';

interface Creation {
  readonly call: Call;
  readonly kind: 'public' | 'private';
  readonly at: number;
}
interface Grant {
  readonly asked: number;
  readonly replied: number | undefined;
}
interface Removal {
  readonly asked: number;
  readonly at: number;
}

export interface Membership {
  /** Acknowledged creations of each room, in the order of their replies. */
  readonly creations: ReadonlyMap<string, readonly Creation[]>;
  /** Acknowledged removals. */
  removals(room: string, user: string): readonly Removal[];
  /** The event that shows it: the user can't have been a member at `index`, nor for the time of flight before. */
  outsideSince(room: string, user: string, index: number): number | undefined;
}

const membersFrame = z.object({
  room: z.string(),
  members: z.array(z.string()).optional(),
  userId: z.string().optional(),
});

export function readMembership({ calls, promises, timeOf }: Evidence): Membership {
  const creations = new Map<string, Creation[]>();
  for (const { call, reply, at } of told(calls, 'createRoom', replies.createRoom))
    creations.set(reply.room, [...(creations.get(reply.room) ?? []), { call, kind: reply.kind, at }]);
  const grants = new Map<string, Grant[]>();
  const removals = new Map<string, Removal[]>();
  const note = <T>(map: Map<string, T[]>, room: string, user: string | undefined, item: T) =>
    map.set(`${room} ${user}`, [...(map.get(`${room} ${user}`) ?? []), item]);
  for (const call of calls) {
    const frame = membersFrame.safeParse(call.frame).data;
    if (!frame || codeOf(call) === 'FORBIDDEN' || codeOf(call) === 'BAD_REQUEST') continue;
    const { asked, replied, action, connection } = call;
    const grant = { asked, replied };
    if (action === 'createRoom')
      for (const user of [connection.user, ...(frame.members ?? [])]) note(grants, frame.room, user, grant);
    if (action === 'addMember') note(grants, frame.room, frame.userId, grant);
    if (action === 'answerInvitation') note(grants, frame.room, connection.user, grant);
  }
  for (const { call, reply, at } of told(calls, 'removeMember', replies.removeMember))
    note(removals, reply.room, reply.userId, { asked: call.asked, at });

  return {
    creations,
    removals: (room, user) => removals.get(`${room} ${user}`) ?? [],
    outsideSince(room, user, index) {
      if (isDirect(room)) return directUsers(room)?.includes(user) ? undefined : 0;
      const until = timeOf(index) - promises.inFlightMs;
      const isPast = (at: number) => at < index && timeOf(at) <= until;
      const created = creations.get(room)?.find(({ kind, at }) => kind === 'private' && isPast(at));
      if (!created) return undefined;
      const given = (grants.get(`${room} ${user}`) ?? []).filter(({ asked }) => asked < index);
      if (given.length === 0) return created.at;
      // A grant that was not over when the removal was asked for may have come after it.
      return removals
        .get(`${room} ${user}`)
        ?.findLast(({ asked, at }) => isPast(at) && given.every(({ replied = index }) => replied < asked))
        ?.at;
    },
  };
}
