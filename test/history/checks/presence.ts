/** Once all is quiet, `presence` tells who is in each room, with how many connections. */

import { evictionsIn } from '../evidence/evictions.ts';
import type { Check } from '../evidence/evidence.ts';
import { grouped } from '../evidence/grouped.ts';
import { joinedBy, leftBy, readStays, type Stay } from '../evidence/stays.ts';

export const presence: Check = function* ({ calls, events, quiet, timeOf }) {
  const end = events.length;
  const mayBeEvicted = evictionsIn(calls);
  const stays = grouped([...readStays(calls).values()], ({ room }) => room);
  const isOpen = ({ connection }: Stay) =>
    connection.opened !== undefined &&
    connection.closed === undefined &&
    (connection.expiresAt ?? Number.POSITIVE_INFINITY) > timeOf(end - 1);
  const isIn = (stay: Stay) => {
    const joined = joinedBy(stay, end);
    return joined !== undefined && !mayBeEvicted(stay.room, stay.connection.user, joined.asked, end);
  };
  const mayBeIn = (stay: Stay) =>
    !leftBy(stay, end) && stay.joins.some(({ ok, replied }) => ok || replied === undefined);

  for (const { room, users } of quiet.presence) {
    const open = grouped((stays.get(room) ?? []).filter(isOpen), ({ connection }) => connection.user);
    const told = new Map(users.map(({ userId, connections }) => [userId, connections]));
    for (const user of new Set([...open.keys(), ...told.keys()])) {
      const theirs = open.get(user) ?? [];
      const certain = theirs.filter(isIn);
      const most = theirs.filter(mayBeIn).length;
      const connections = told.get(user) ?? 0;
      if (connections >= certain.length && connections <= most) continue;
      const due = certain.length === most ? most : `${certain.length} to ${most}`;
      yield {
        what: `${user} is in ${room} with ${due} connections, and presence tells of ${connections}`,
        events: theirs.flatMap(({ joins }) =>
          joins.slice(-1).flatMap(({ asked, replied = asked }) => [asked, replied]),
        ),
        atRest: true,
      };
    }
  }
};
