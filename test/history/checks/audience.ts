/** Nothing of a room reaches who is no member of it, was removed, left, or never joined; and none of them speaks in it. */
import * as z from 'zod';
import { isDirect, replies } from '../../../shared/protocol/index.ts';
import { told } from '../evidence/calls.ts';
import type { Check, Evidence, Finding } from '../evidence/evidence.ts';
import { type Membership, readMembership } from '../evidence/membership.ts';
import { leftBy, readStays, stayOf } from '../evidence/stays.ts';

export const audience: Check = function* (evidence) {
  const membership = readMembership(evidence);
  yield* pushed(evidence, membership);
  yield* answered(evidence, membership);
  yield* spoken(evidence, membership);
};

/** What tells users of their own place in a room is for those outside, too. */
const roomPush = z.object({ type: z.string(), room: z.string() });
const IS_FOR_ANYONE = ['membership', 'lagging'];

function* pushed(evidence: Evidence, membership: Membership): Generator<Finding> {
  const { calls, promises, timeOf } = evidence;
  const stays = readStays(calls);
  for (const { connection, frame, at } of evidence.pushes) {
    const push = roomPush.safeParse(frame).data;
    if (!push || IS_FOR_ANYONE.includes(push.type)) continue;
    const { room, type } = push;
    const outside = membership.outsideSince(room, connection.user, at);
    const what = `${connection.client} was pushed a ${type} of ${room}`;
    if (outside !== undefined) yield { what: `${what}, no member of it`, events: [outside, at] };
    else if (!isDirect(room)) {
      const stay = stayOf(stays, connection, room);
      const left = stay && leftBy(stay, at);
      if (!stay?.joins.some(({ asked }) => asked < at))
        yield { what: `${what}, which it had never joined`, events: [at] };
      else if (left?.replied !== undefined && timeOf(left.replied) + promises.inFlightMs <= timeOf(at))
        yield { what: `${what}, which it had left`, events: [left.asked, left.replied, at] };
    }
  }
}

function* answered({ calls }: Evidence, membership: Membership): Generator<Finding> {
  const pages = [
    ...told(calls, 'history', replies.history),
    ...told(calls, 'joinRoom', replies.joinRoom),
    ...told(calls, 'presence', replies.presence),
  ].map(({ call, reply, at }) => ({ call, room: reply.room, at }));
  const several = [
    ...told(calls, 'joinRooms', replies.joinRooms),
    ...told(calls, 'sync', replies.sync),
  ].flatMap(({ call, reply, at }) =>
    reply.rooms.flatMap(one => (one.ok ? [{ call, room: one.room, at }] : [])),
  );
  for (const { call, room, at } of [...pages, ...several]) {
    const { client, user } = call.connection;
    const outside = membership.outsideSince(room, user, call.asked);
    // Let in while it was under way.
    if (outside === undefined || membership.outsideSince(room, user, at) === undefined) continue;
    yield { what: `${client} was let into ${room}, no member of it`, events: [outside, call.asked, at] };
  }
}

function* spoken({ sends }: Evidence, membership: Membership): Generator<Finding> {
  for (const { room, user, messageId, acks } of sends)
    for (const { call, reply, at } of acks) {
      const outside = membership.outsideSince(room, user, call.asked);
      if (reply.duplicate || outside === undefined || membership.outsideSince(room, user, at) === undefined)
        continue;
      yield {
        what: `${messageId} of ${user}, no member, was stored in ${room}`,
        events: [outside, call.asked, at],
      };
    }
}
