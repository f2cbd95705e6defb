/** Pushes that may get lost: who is here, who types, who has read. One try each, to rooms small enough to care. */
import pMap from 'p-map';
import { directUsers, type Push, type User } from '../../protocol/index.ts';
import type { Settings } from '../../settings.ts';
import { encode } from '../encode.ts';
import type { ConnectionStore, Logger, Poster } from '../ports.ts';

export interface NotifyDeps {
  readonly connections: ConnectionStore;
  readonly poster: Poster;
  readonly settings: Settings;
  readonly logger: Logger;
}

interface Present extends User {
  readonly connectionId: string;
}

const POSTS_AT_ONCE = 20;

/** Everyone in a room within the presence limit; undefined in a larger one. */
export async function nearby(
  { connections, settings }: Pick<NotifyDeps, 'connections' | 'settings'>,
  room: string,
): Promise<readonly Present[] | undefined> {
  if (settings.presenceLimit === 0) return undefined;
  const direct = directUsers(room);
  if (direct) return (await Promise.all(direct.map(userId => connections.ofUser(userId)))).flat();
  return connections.atMost(room, settings.presenceLimit);
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
