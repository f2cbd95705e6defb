/** Pushes that may get lost: who is here, who types, who has read. One try each, to rooms small enough to care. */
import pMap from 'p-map';
import { directUsers, type Push, type PushOf, type User } from '../../protocol/index.ts';
import type { Settings } from '../../settings.ts';
import { encode } from '../encode.ts';
import type { ConnectionStore, Logger, Poster } from '../ports.ts';
import type { Rates } from '../rates.ts';

export interface NotifyDeps {
  readonly connections: ConnectionStore;
  readonly poster: Poster;
  readonly settings: Settings;
  readonly logger: Logger;
  readonly rates: Rates;
}

interface Present extends User {
  readonly connectionId: string;
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
  if (direct) return (await Promise.all(direct.map(userId => connections.ofUser(userId)))).flat();
  return connections.atMost(room, settings.presenceLimit, 'eventual');
}

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
  receivers: readonly Present[],
  push: Push,
): Promise<void> {
  const frame = encode(push);
  try {
    await pMap(receivers, ({ connectionId }) => poster.post(connectionId, frame), {
      concurrency: POSTS_AT_ONCE,
    });
  } catch (error) {
    logger.warn('notification lost', { type: push.type, error });
  }
}
