/** The open sockets and every way to post to them. Made before the gateway: the functions that it runs post to them too. */
import { type Faults, NO_FAULTS } from '../faults/faults.ts';
import { faultyPosts } from '../faults/faulty-posts.ts';
import { TokenBucket } from '../http/token-bucket.ts';
import { AWS_RULES, type GatewayRules } from '../rules.ts';
import { Connections } from './connections.ts';
import type { ConnectionsPort } from './connections-port.ts';
import { countedPosts } from './counted-posts.ts';
import { Traffic } from './traffic.ts';

export interface Sockets {
  readonly rules: GatewayRules;
  readonly faults: Faults;
  readonly traffic: Traffic;
  /** The account's throttle, for messages and management calls together. */
  readonly requests: TokenBucket;
  /** The stage's, for messages alone: it is set for routes, and the management API is none. */
  readonly messages: TokenBucket;
  readonly open: Connections;
  /** What the management API does, without HTTP: throttled, counted, and with the faults. */
  readonly connections: ConnectionsPort;
}

/** @param changed the rules that differ from AWS's own limits */
export function createSockets(changed: Partial<GatewayRules> = {}, faults: Faults = NO_FAULTS): Sockets {
  const rules = { ...AWS_RULES, ...changed };
  const open = new Connections(rules);
  const traffic = new Traffic();
  const requests = new TokenBucket(rules.requestsPerSecond, rules.requestBurst);
  const messages = new TokenBucket(rules.messagesPerSecond, rules.messageBurst);
  const posts = faults === NO_FAULTS ? open : faultyPosts(open, faults);
  const connections = countedPosts(posts, requests, traffic);
  return { rules, faults, traffic, requests, messages, open, connections };
}
