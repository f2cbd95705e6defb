import {
  directUsers,
  isDirect,
  LIMITS,
  ProtocolError,
  type RequestOf,
  type ResultOf,
  viewItem,
} from '../../protocol/index.ts';
import { type AccessDeps, notJoined, requireReader } from '../log/access.ts';
import { eachRoom } from '../log/each-room.ts';
import type { Space } from '../log/page.ts';
import { type Cursor, recover } from '../log/recover.ts';
import type { Clock, ConnectionStore, Logger, Sender } from '../ports.ts';
import type { Rates } from '../rates.ts';
import { countedIn } from './figure.ts';
import { nearby } from './notify.ts';
import { rosterOf } from './roster.ts';

interface ViewDeps extends AccessDeps {
  readonly clock: Clock;
  readonly connections: ConnectionStore;
  readonly logger: Logger;
  readonly rates: Rates;
}

type Roster = ResultOf<'presence'>;
type Shown = Extract<ResultOf<'view'>['rooms'][number], { ok: true }>;

/** Until when a room is in view that comes into it now: a lost "no longer" costs pushes for no longer than this. */
export const viewEnd = (clock: Pick<Clock, 'now'>): number =>
  Math.floor(clock.now() / 1_000) + LIMITS.viewSeconds;

/**
 * Notes which rooms a connection has in view from now on: only there it is told who comes, goes, types and reads. Returns
 * who is in each of them, and what was held back; nothing to a frame without an `id`, as one that only says again what was
 * said.
 */
export async function view(
  deps: ViewDeps,
  sender: Sender,
  { id, rooms, hidden = [] }: RequestOf<'view'>,
): Promise<ResultOf<'view'> | undefined> {
  const { clock, connections, rates } = deps;
  const { userId, connectionId } = sender;
  for (const _ of [...rooms, ...hidden]) rates.take(userId, 'view');
  const until = viewEnd(clock);
  const directs = new Set<string>();
  const outOfView = hidden.filter(room => !isDirect(room));
  const shown = eachRoom(
    deps,
    sender,
    { items: rooms, schema: viewItem },
    async ({ room, ...cursor }, space) => {
      const direct = directUsers(room);
      if (direct?.includes(userId)) directs.add(room);
      else if (direct || !(await connections.setView({ room, connectionId }, until))) throw notJoined(room);
      if (id === undefined) return { room, connections: 0, users: [], truncated: true };
      const roster = await rosterIn(deps, room, space, userId);
      return { ...roster, ...(await heldBack(deps, userId, roster, cursor, space)) };
    },
  );
  const [told] = await Promise.all([
    shown,
    ...outOfView.map(room => connections.setView({ room, connectionId }, 0)),
  ]);
  if (directs.size > 0 || outOfView.length < hidden.length) {
    if (!(await connections.setDirectView({ userId, connectionId }, { rooms: directs, until })))
      throw new ProtocolError('CONNECTION_ENDED', 'This connection has ended.');
  }
  return id === undefined ? undefined : { rooms: told };
}

async function rosterIn(deps: ViewDeps, room: string, space: Space, userId: string): Promise<Roster> {
  const there = await nearby(deps, room);
  const isBlocked = isDirect(room) && (await deps.messages.kind(room)).blocked;
  const present = isBlocked ? there?.filter(one => one.userId === userId) : there;
  if (present) return { room, connections: present.length, ...rosterOf(present, space) };
  // Nobody is told who comes to so large a room, or goes: who wants to know asks for `presence`.
  const connections = countedIn(deps, await deps.messages.kind(room));
  return { room, connections, users: [], truncated: true, approximate: true };
}

/**
 * What a large room said since a cursor: it is pushed late to those who do not look. Read after the view was noted, so that
 * what comes later finds the connection among those who do.
 */
async function heldBack(
  deps: ViewDeps,
  userId: string,
  { room, connections, approximate }: Roster,
  cursor: Cursor,
  space: Space,
): Promise<Pick<Shown, 'missed'>> {
  const isLarge = approximate || connections > deps.settings.directLimit;
  if (cursor.after === undefined || !isLarge) return {};
  const { epoch, ...log } = await deps.messages.log(room);
  await requireReader(deps, { userId }, room, log);
  // A log that was never begun holds nothing back.
  return epoch === undefined
    ? {}
    : { missed: await recover(deps.messages, room, { ...log, epoch }, cursor, space) };
}
