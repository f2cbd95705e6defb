/** A room has one creator, and none that people spoke in before is taken over. */
import { isMessage } from '../../../shared/protocol/index.ts';
import type { Check } from '../evidence/evidence.ts';
import { readMembership } from '../evidence/membership.ts';

export const ownership: Check = function* (evidence) {
  const { logs, sends } = evidence;
  const { creations, outsideSince } = readMembership(evidence);
  const end = evidence.events.length - 1;
  for (const [room, made] of creations) {
    const [first] = made;
    if (!first) continue;
    const { user } = first.call.connection;
    const other = made.find(({ call }) => call.connection.user !== user);
    if (other)
      yield {
        what: `${room} was created by ${user} and by ${other.call.connection.user}`,
        events: [first.call.asked, first.at, other.call.asked, other.at],
      };
    const log = logs.get(room);
    for (const message of log?.entries.filter(isMessage) ?? []) {
      const send = sends.find(
        one => one.room === room && one.messageId === message.messageId && one.user === message.from.userId,
      );
      const acked = send?.acks[0];
      const isBefore = acked !== undefined && acked.at < Math.min(...made.map(({ call }) => call.asked));
      // Sent at the same moment by one who was never let in: one of the two should have been refused.
      const isStranger = first.kind === 'private' && neverIn(message.from.userId, room);
      if (!isBefore && !isStranger) continue;
      yield {
        what: `${room} became ${user}'s, though ${message.from.userId} had spoken in it`,
        events: [...(acked ? [acked.call.asked, acked.at] : []), first.call.asked, first.at],
        entries: [{ room, seq: message.seq }],
      };
      break;
    }
  }

  /** Neither at the end nor ever: who was a member once is outside since a removal. */
  function neverIn(user: string, room: string): boolean {
    const since = outsideSince(room, user, end);
    return since !== undefined && (creations.get(room) ?? []).some(({ at }) => at === since);
  }
};
