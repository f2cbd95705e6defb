import { isDirect, ProtocolError, type RequestOf, type ResultOf } from '../../protocol/index.ts';
import { alongside } from '../alongside.ts';
import {
  type AccessDeps,
  noSuchRoom,
  type OpenLog,
  requireReader,
  requireThere,
  withEpoch,
} from '../log/access.ts';
import { replySpace } from '../log/page.ts';
import { type Cursor, recover } from '../log/recover.ts';
import type { RoomState, Sender, Subscription } from '../ports.ts';
import { countedIn, isCrowded } from '../presence/figure.ts';
import type { Present } from '../presence/notify.ts';
import { type PresenceDeps, tellJoined } from '../presence/presence-events.ts';
import { rosterOf } from '../presence/roster.ts';
import { viewEnd } from '../presence/view.ts';
import { roomJoined } from '../webhooks/events.ts';
import { closeRoom } from './close-room.ts';

export interface JoinDeps extends AccessDeps, PresenceDeps {}

/** A join that is taken away while it is being checked is begun anew: what took it away shows then. */
const TRIES = 2;

/**
 * Subscribes, and only then reads the log; a send appends, and only then reads the subscriptions. So a message is
 * found here or pushed by its sender, never neither.
 */
export async function join(
  deps: JoinDeps,
  sender: Sender,
  { room, view, ...cursor }: Cursor & { room: string; view?: boolean | undefined },
  space = replySpace(),
): Promise<ResultOf<'joinRoom'>> {
  const { userId, name, connectionId, expiresAt } = sender;
  if (isDirect(room)) throw new ProtocolError('FORBIDDEN', 'A direct room is not joined: send to it.');
  deps.rates.take(userId, 'join');
  const state = await deps.messages.kind(room);
  await requireSeenReader(deps, userId, room, state);
  // Those who have no place in there any more are not told who comes.
  if (state.closing) await closeRoom(deps, room);
  const joinedAt = deps.clock.now();
  const subscription = { room, userId, name, connectionId, joinedAt, expiresAt };
  // Of a client that does not say what it has in view, nothing is noted: it is told everything.
  const viewing = view === undefined ? {} : { viewUntil: view ? viewEnd(deps.clock) : 0 };
  const isNew = await enter(deps, { ...subscription, ...viewing }, state);
  const [log, others] = await Promise.all([
    logOfJoined(deps, sender, room),
    tellOthers(deps, room, sender, state, isNew),
  ]);
  const told = isNew ? deps.webhooks.send([roomJoined(room, sender, joinedAt)]) : Promise.resolve();
  const recovery = await alongside(told, recover(deps.messages, room, log, cursor, space));
  if (!others) return { room, ...recovery, connections: countedIn(deps, state), approximate: true };
  const self = { userId, name, connectionId, since: joinedAt };
  const roster = view ? rosterOf([...others, self], space) : {};
  return { room, ...recovery, connections: others.length + 1, ...roster };
}

/** A room that was deleted as the subscription was written, or that the user was banned from, is left again. */
async function logOfJoined(deps: JoinDeps, sender: Sender, room: string): Promise<OpenLog> {
  const log = await deps.messages.log(room);
  try {
    requireThere(log);
    if (log.bans) await requireReader(deps, sender, room, log);
  } catch (error) {
    if (error instanceof ProtocolError)
      await deps.connections.unsubscribe(sender.userId, sender.connectionId, room);
    throw error;
  }
  return withEpoch(deps.messages, room, log);
}

/** As `requireReader`, at half the price for a member: it is looked at again once the subscription is written. */
async function requireSeenReader(
  deps: JoinDeps,
  userId: string,
  room: string,
  state: RoomState,
): Promise<void> {
  if (state.kind === 'private' && (await deps.rooms.role(room, userId, 'eventual'))) return;
  await requireReader(deps, { userId }, room, state);
}

/**
 * In a room that is not settled, the subscription comes into force only after it was checked: what goes wrong in between
 * leaves nobody in there who may not be. A removal takes the role away and then every subscription, pending or not: the
 * check finds the role gone, or the confirmation finds the subscription gone. Returns false if the connection was in there.
 */
async function enter(
  deps: JoinDeps,
  subscription: Subscription,
  { settled, kind }: RoomState,
): Promise<boolean> {
  const { connections, settings } = deps;
  const { room, userId, connectionId } = subscription;
  const options = { most: settings.roomsPerConnection, pending: !settled };
  for (let tries = 1; tries <= TRIES; tries++) {
    const outcome = await connections.subscribe(subscription, options);
    if (outcome === 'ended') throw new ProtocolError('CONNECTION_ENDED', 'This connection has ended.');
    if (outcome === 'full')
      throw new ProtocolError('LIMIT_EXCEEDED', `A connection is in at most ${options.most} rooms.`);
    if (settled) return outcome === 'subscribed';
    try {
      // What is private stays so; what is open may have become private.
      const state = kind === 'private' ? { kind } : await deps.messages.log(room);
      await requireReader(deps, { userId }, room, state);
    } catch (error) {
      if (error instanceof ProtocolError) await connections.unsubscribe(userId, connectionId, room);
      throw error;
    }
    const confirmed = await connections.confirm(room, connectionId);
    if (confirmed) return confirmed === 'confirmed';
  }
  throw noSuchRoom();
}

/** Returns the others in a small room, who were read to tell them; a larger room's are counted by who keeps its figure. */
const tellOthers = async (
  deps: JoinDeps,
  room: string,
  sender: Sender,
  state: RoomState,
  isNew: boolean,
): Promise<readonly Present[] | undefined> =>
  isCrowded(deps, state) ? undefined : tellJoined(deps, room, sender, isNew);

export const joinRoom = (
  deps: JoinDeps,
  sender: Sender,
  { id: _id, action: _action, ...item }: RequestOf<'joinRoom'>,
): Promise<ResultOf<'joinRoom'>> => join(deps, sender, item);
