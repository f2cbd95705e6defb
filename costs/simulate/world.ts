/** What both ways of fanning out share. */
import type { Settings } from '../../shared/settings.ts';
import type { Chance } from '../chance.ts';
import type { ServiceTimes } from '../model/service-times.ts';
import type { Audience } from './audience.ts';
import type { Bucket } from './bucket.ts';
import type { VirtualClock } from './clock.ts';
import type { Lambdas } from './lambdas.ts';

export interface World {
  /** Of every message. */
  readonly text: string;
  readonly clock: VirtualClock;
  readonly chance: Chance;
  readonly times: ServiceTimes;
  readonly lambdas: Lambdas;
  /** The account's requests a second. */
  readonly account: Bucket;
  readonly audience: Audience;
  /** How many connections a stand-in stands for. */
  readonly each: number;
  /** A deployment's, with stand-ins in place of connections. */
  readonly settings: Settings;
  readonly counted: { posts: number };
}

/** What is done with a message that a client sends now. */
export type Sent = (sentAt: number) => Promise<void>;
