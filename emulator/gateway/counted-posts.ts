import type { TokenBucket } from '../http/token-bucket.ts';
import type { ConnectionsPort, PostResult } from './connections-port.ts';
import type { Traffic } from './traffic.ts';

/** Every post passes here, from HTTP or in-process: through the account's throttle, and into the books. */
export function countedPosts(
  connections: ConnectionsPort,
  requests: TokenBucket,
  traffic: Traffic,
): ConnectionsPort {
  const count = (result: PostResult): PostResult => {
    traffic.posts[result] += 1;
    return result;
  };
  return {
    post(connectionId, body) {
      if (!requests.take()) return count('throttled');
      const result = connections.post(connectionId, body);
      return typeof result === 'string' ? count(result) : result.then(count);
    },
    get: connectionId => connections.get(connectionId),
    disconnect: connectionId => connections.disconnect(connectionId),
  };
}
