/**
 * Nobody gets more through than the rates let: in a room by what its log shows, for all containers together; of what leaves no
 * trace in a log by each container apart. Only what was asked for and answered within a window certainly fell into it.
 */
import { RATES, type RateKind } from '../../../shared/core/rates.ts';
import { isOk } from '../evidence/calls.ts';
import type { Check, Evidence, Finding } from '../evidence/evidence.ts';
import { grouped } from '../evidence/grouped.ts';

const SENDER_WINDOW_MS = 2_000;
const ROOM_WINDOW_MS = 10_000;
/** A room whose ten newest entries came slowly enough is looked at no closer (decision 7). */
const TAIL = 10;
/** Long enough that a burst and what is let through after it both count. */
const USER_WINDOW_MS = 5_000;

interface Span {
  readonly asked: number;
  readonly replied: number;
}

export const rates: Check = function* (evidence) {
  const { senderPerSecond, roomPerSecond } = evidence.promises;
  const appended = appends(evidence);
  const most = (perSecond: number, ms: number) =>
    perSecond === 0 ? Number.POSITIVE_INFINITY : (perSecond * ms) / 1_000 + TAIL;
  for (const [who, spans] of grouped(appended, ({ room, user }) => `${user} in ${room}`))
    yield* over(evidence, spans, SENDER_WINDOW_MS, most(senderPerSecond, SENDER_WINDOW_MS), `${who} got`);
  for (const [room, spans] of grouped(appended, ({ room }) => room))
    yield* over(evidence, spans, ROOM_WINDOW_MS, most(roomPerSecond, ROOM_WINDOW_MS), `${room} took`);
  for (const [who, spans] of grouped(counted(evidence), ({ user, kind }) => `${user} ${kind}`)) {
    const { perSecond, burst } = RATES[spans[0]?.kind ?? 'read'];
    const limit = evidence.promises.containers * (burst + (perSecond * USER_WINDOW_MS) / 1_000);
    yield* over(evidence, spans, USER_WINDOW_MS, limit, `${who}: there were`);
  }
};

/** Each entry that one call alone can have made. */
function appends({ sends, edits, deletes }: Evidence): (Span & { room: string; user: string })[] {
  const messages = sends.flatMap(({ room, user, acks }) =>
    acks.flatMap(({ call, reply, at }) =>
      reply.duplicate ? [] : [{ room, user, asked: call.asked, replied: at }],
    ),
  );
  const deletions = grouped(deletes, ({ room, target }) => `${room} ${target}`);
  const single = [...deletions.values()].flatMap(calls => (calls.length === 1 ? calls : []));
  const changes = [...edits, ...single].flatMap(({ room, call, ack }) =>
    ack ? [{ room, user: call.connection.user, asked: call.asked, replied: ack.at }] : [],
  );
  return [...messages, ...changes];
}

const KINDS: Readonly<Record<string, RateKind>> = {
  markRead: 'markRead',
  joinRoom: 'join',
  leaveRoom: 'join',
  presence: 'read',
  listRooms: 'read',
  listInvitations: 'read',
  history: 'history',
  sync: 'sync',
  createRoom: 'members',
  addMember: 'members',
  removeMember: 'members',
  answerInvitation: 'members',
};

const counted = ({ calls }: Evidence): (Span & { user: string; kind: RateKind })[] =>
  calls.flatMap(call => {
    const { asked, replied, connection } = call;
    const kind = KINDS[call.action];
    return kind && replied !== undefined && isOk(call)
      ? [{ asked, replied, user: connection.user, kind }]
      : [];
  });

/** The first window that holds too many, if there is one. */
function* over(
  { timeOf, events }: Evidence,
  spans: readonly Span[],
  windowMs: number,
  most: number,
  what: string,
): Generator<Finding> {
  if (spans.length <= most) return;
  const sorted = spans.toSorted((a, b) => a.asked - b.asked);
  for (const [index, { asked }] of sorted.entries()) {
    const until = timeOf(asked) + windowMs;
    const within: Span[] = [];
    for (let next = index; next < sorted.length; next++) {
      const span = sorted[next];
      if (!span || timeOf(span.asked) > until) break;
      if (timeOf(span.replied) <= until) within.push(span);
    }
    if (within.length <= most) continue;
    const last = Math.max(...within.map(({ replied }) => replied));
    // A server whose clock was put forward counts anew.
    if (events.slice(asked, last).some(event => event.kind === 'fault' && event.name === 'clock')) continue;
    yield {
      what: `${what} ${within.length} within ${windowMs} ms, and ${most} are the most`,
      events: [asked, last],
    };
    return;
  }
}
