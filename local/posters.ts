/** The two ways in which the handlers' posts reach the sockets; either counts as work of the function that posts. */
import { setImmediate } from 'node:timers/promises';
import type { ConnectionsPort } from '../emulator/gateway/connections-port.ts';
import { asEffect } from '../emulator/lambda/effect.ts';
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
      const turn = turns();
      // Mostly it is its turn: to wait for nothing would cost as much as the post.
      if (turn) await turn;
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
function inTurns(each: number): () => Promise<void> | undefined {
  let left = each;
  let next: Promise<void> | undefined;
  return function take(): Promise<void> | undefined {
    if (left > 0) {
      left -= 1;
      return undefined;
    }
    next ??= setImmediate().then(() => {
      next = undefined;
      left = each;
    });
    return next.then(take);
  };
}

/** As on AWS. */
export function httpPoster(endpoint: string, logger: Logger = consoleLogger): ManagementPoster {
  const poster = managementPoster({ endpoint, credentials: LOCAL_CREDENTIALS, region: LOCAL_REGION, logger });
  return { ...watched(poster), close: poster.close };
}

const watched = (poster: Poster): Poster => ({
  ...poster,
  post(connectionId, frame) {
    const invocation = currentInvocation();
    return asEffect('PostToConnection', () => {
      if (invocation) invocation.posts += 1;
      return poster.post(connectionId, frame);
    });
  },
});
