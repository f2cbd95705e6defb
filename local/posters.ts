/** The two ways in which the handlers' posts reach the sockets; either counts as work of the function that posts. */
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import type { ConnectionsPort } from '../emulator/gateway/connections-port.ts';
import { currentInvocation } from '../emulator/lambda/invocation.ts';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../emulator/local-aws.ts';
import { consoleLogger } from '../handlers/console-logger.ts';
import { type ManagementPoster, managementPoster } from '../shared/aws/poster.ts';
import type { Logger, Poster } from '../shared/core/ports.ts';

/** Posts that a large room makes in one turn of the event loop. */
const POSTS_A_TURN = 50;

/** Without HTTP, under the same rules as through the management API. */
export const inProcessPoster = (
  connections: ConnectionsPort,
  turns = inTurns(POSTS_A_TURN),
): ManagementPoster => ({
  ...watched({
    async post(connectionId, frame) {
      await turns();
      const result = await connections.post(connectionId, frame);
      if (result === 'too-large') throw new Error(`a frame of ${frame.length} bytes is too large to post`);
      return result;
    },
    disconnect: async connectionId => connections.disconnect(connectionId),
    isConnected: async connectionId => connections.get(connectionId) !== undefined,
  }),
  close() {},
});

/** No network lets others have their turn between the posts to a large room: so many, and then the others do. */
function inTurns(each: number): () => Promise<void> {
  let left = each;
  let next: Promise<void> | undefined;
  return async () => {
    while (left === 0) {
      next ??= setImmediate().then(() => {
        next = undefined;
        left = each;
      });
      await next;
    }
    left -= 1;
  };
}

/** As on AWS. */
export function httpPoster(endpoint: string, logger: Logger = consoleLogger): ManagementPoster {
  const poster = managementPoster({ endpoint, credentials: LOCAL_CREDENTIALS, region: LOCAL_REGION, logger });
  return { ...watched(poster), close: poster.close };
}

/** What a function that has returned waits for: on Lambda it is frozen. */
const never = () => new Promise<never>(() => {});

const watched = (poster: Poster): Poster => ({
  ...poster,
  async post(connectionId, frame) {
    const invocation = currentInvocation();
    if (invocation === undefined) return poster.post(connectionId, frame);
    const effect = { name: 'PostToConnection' };
    const frozenMs = invocation.step();
    if (frozenMs > 0) await sleep(frozenMs);
    if (!invocation.mayBegin(effect.name)) return never();
    invocation.posts += 1;
    invocation.watch(effect);
    try {
      return await poster.post(connectionId, frame);
    } finally {
      invocation.unwatch(effect);
      invocation.step();
    }
  },
});
