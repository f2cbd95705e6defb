/** Pushes that may get lost: who is here, who types, who has read. One try each, to rooms small enough to care. */
import { directUsers, type Push, type PushOf, type User } from '../../protocol/index.ts';
import type { Settings } from '../../settings.ts';
import { isAway } from '../away.ts';
import { encode } from '../encode.ts';
import { forEach } from '../for-each.ts';
import type { Clock, ConnectionStore, Logger, Poster, Subscription } from '../ports.ts';
import type { Rates } from '../rates.ts';

export interface NotifyDeps {
  readonly clock: Pick<Clock, 'now'>;
  readonly connections: ConnectionStore;
  readonly poster: Poster;
  readonly settings: Settings;
  readonly logger: Logger;
  readonly rates: Rates;
}

/** A connection that is in a room. */
export interface Present extends User {
  readonly connectionId: string;
  /** Epoch milliseconds. */
  readonly since: number;
  /** As of a subscription. */
  readonly viewUntil?: number | undefined;
}

const POSTS_AT_ONCE = 20;

/**
 * Everyone in a room within the presence limit; undefined in a larger one. Eventually consistent: what is told of may get
 * lost anyway.
 */
export async function nearby(
  { connections, settings }: Pick<NotifyDeps, 'connections' | 'settings'>,
  room: string,
): Promise<readonly Present[] | undefined> {
  if (settings.presenceLimit === 0) return undefined;
  const direct = directUsers(room);
  if (direct) return presentInDirect(connections, room, direct);
  const subscribed = await connections.atMost(room, settings.presenceLimit, 'eventual');
  return subscribed?.map(presentOf);
}

/** Every connection of the two users of a direct room. */
export async function presentInDirect(
  connections: Pick<ConnectionStore, 'ofUser'>,
  room: string,
  users: readonly string[],
): Promise<Present[]> {
  const open = await Promise.all(users.map(userId => connections.ofUser(userId)));
  return open.flat().map(({ userId, name, connectionId, connectedAt: since, directView }) => ({
    userId,
    name,
    connectionId,
    since,
    viewUntil: directView && (directView.rooms.has(room) ? directView.until : 0),
  }));
}

export const presentOf = ({ userId, name, connectionId, joinedAt, viewUntil }: Subscription): Present => ({
  userId,
  name,
  connectionId,
  since: joinedAt,
  viewUntil,
});

/** Those who have the room in view, or never said what they have in view. */
export const viewersOf = (present: readonly Present[], { clock }: Pick<NotifyDeps, 'clock'>): Present[] =>
  present.filter(one => !isAway(one, clock.now()));

/** Tells a user of their own place in a room, on every connection they have. Never throws, as `notify`. */
export async function tellMembership(
  deps: Pick<NotifyDeps, 'connections' | 'poster' | 'logger'>,
  userId: string,
  push: Omit<PushOf<'membership'>, 'type'>,
): Promise<void> {
  try {
    await notify(deps, await deps.connections.ofUser(userId), { type: 'membership', ...push });
  } catch (error) {
    deps.logger.warn('notification lost', { type: 'membership', error });
  }
}

/** Never throws: what it tells is not worth failing a request for. */
export async function notify(
  { poster, logger }: Pick<NotifyDeps, 'poster' | 'logger'>,
  receivers: readonly Pick<Present, 'connectionId'>[],
  push: Push,
): Promise<void> {
  const frame = encode(push);
  try {
    await forEach(receivers, POSTS_AT_ONCE, async ({ connectionId }) => {
      await poster.post(connectionId, frame);
    });
  } catch (error) {
    logger.warn('notification lost', { type: push.type, error });
  }
}
