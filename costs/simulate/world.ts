/** What the ways of fanning out share. */
import type { Memory } from '../model/run-time.ts';
import type { ServiceTimes } from '../model/service-times.ts';
import type { Bucket } from './bucket.ts';
import type { Chance } from './chance.ts';
import type { Clock } from './clock.ts';
import type { Deliveries } from './deliveries.ts';
import type { Lambdas } from './lambdas.ts';

export interface World {
  readonly members: number;
  readonly textBytes: number;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly times: ServiceTimes;
  readonly memory: Memory;
  readonly lambdas: Lambdas;
  /** The account's requests a second. */
  readonly account: Bucket;
  /** What of them the room may take, as a pumped one. */
  readonly largeRooms: Bucket;
  readonly roomPostsPerSecond: number;
  readonly deliveries: Deliveries;
  /** Messages sent before this find cold containers; how late they come is not what a running system does. */
  readonly warmAt: number;
  readonly counted: { posts: number; frames: number; delivered: number };
}

/** What is done with a message that a client sends now. */
export type Sent = (sentAt: number) => void;
