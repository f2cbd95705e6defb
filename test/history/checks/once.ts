/** A message is stored once at most, however often it is sent within the window of repeats; what was refused or never sent, not at all. */
import { isMessage, type Message } from '../../../shared/protocol/index.ts';
import { codeOf } from '../evidence/calls.ts';
import type { Send } from '../evidence/entries.ts';
import type { Check, Evidence, Finding } from '../evidence/evidence.ts';

/** Refusals that say that nothing was stored, whatever came before. */
const NOTHING_STORED = ['BAD_REQUEST', 'TOO_LARGE', 'FORBIDDEN', 'NOT_FOUND', 'NOT_JOINED', 'RATE_LIMITED'];

const keyOf = (room: string, user: string, messageId: string) => `${room} ${user} ${messageId}`;

export const once: Check = function* (evidence) {
  const sends = new Map(evidence.sends.map(send => [keyOf(send.room, send.user, send.messageId), send]));
  for (const { room, entries } of evidence.logs.values()) {
    const before = new Map<string, Message>();
    for (const entry of entries.filter(isMessage)) {
      if (entry.from.server) continue;
      const key = keyOf(room, entry.from.userId, entry.messageId);
      const send = sends.get(key);
      const earlier = before.get(key);
      before.set(key, entry);
      if (!send) yield finding(room, [entry], undefined, 'which nobody sent');
      else if (send.calls.every(call => NOTHING_STORED.includes(codeOf(call) ?? '')))
        yield finding(room, [entry], send, 'every try of which was refused');
      else if (earlier && isRepeat(evidence, send, earlier, entry))
        yield finding(room, [earlier, entry], send, 'a second time');
    }
  }
};

/** By the clock of the clients if they sent it for less than the window in all, since a server's may have been put forward. */
function isRepeat(
  { promises, timeOf }: Evidence,
  { calls }: Send,
  earlier: Message,
  later: Message,
): boolean {
  const times = calls.map(({ asked }) => timeOf(asked));
  const span = Math.max(...times) - Math.min(...times);
  return span < promises.repeatWindowMs || later.sentAt - earlier.sentAt < promises.repeatWindowMs;
}

const finding = (
  room: string,
  entries: readonly Message[],
  send: Send | undefined,
  what: string,
): Finding => ({
  what: `${room} holds ${entries.at(-1)?.messageId} of ${entries.at(-1)?.from.userId}, ${what}`,
  events: (send?.calls ?? []).flatMap(({ asked, replied }) =>
    replied === undefined ? [asked] : [asked, replied],
  ),
  entries: entries.map(({ seq }) => ({ room, seq })),
});
