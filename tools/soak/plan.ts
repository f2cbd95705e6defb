/** How large a soak is. What is not told follows from the number of connections and the duration. */
import type { Timings } from '../../client/messaging-client.ts';
import type { FaultPlan } from '../../emulator/faults/faults.ts';
import { LIMITS } from '../../shared/protocol/index.ts';
import type { Seat } from './member.ts';

export interface Plan {
  readonly connections: number;
  /** Seconds of talk. */
  readonly duration: number;
  readonly seed: number;
  /** Messages a second over all; what else happens follows from it. */
  readonly rate: number;
  /** Seconds that a connection lives, where AWS has two hours. */
  readonly lifetime: number;
  /** The chance of each fault that has one. */
  readonly faults: number;
}

/**
 * Seconds of talk after which nothing fills up any more, and a rise is a leak: everyone is old, and containers know ten minutes of
 * each log. At most half of the talk.
 */
export const settlingOf = ({ duration }: Plan): number =>
  Math.min(duration / 2, LIMITS.repeatWindowMs / 1_000);

const ROOM = 20;
const HALLS = 2;
/** Of all connections, how many are in each hall: above 100 members a room is pumped. */
const HALL_SHARE = 1 / 8;
const SMALLEST_HALL = 60;
const CONNECTIONS_PER_USER = 5;

/** A hall of a small soak is pumped too. */
export const DIRECT_LIMIT = SMALLEST_HALL - 10;

export const usersOf = ({ connections }: Plan): number => Math.ceil(connections / CONNECTIONS_PER_USER);

/** Everyone in a room of 20, some in a hall as well. */
export function seatsOf({ connections }: Plan, tokens: readonly string[]): Seat[] {
  const inHall = Math.max(SMALLEST_HALL, Math.floor(connections * HALL_SHARE));
  return Array.from({ length: connections }, (_, index) => {
    const rooms = [`soak-room-${Math.floor(index / ROOM)}`];
    // Spread over the rooms, so that a room has members in a hall and others.
    const place = (index * 7_919) % connections;
    for (let hall = 0; hall < HALLS; hall += 1)
      if (place >= hall * inHall && place < (hall + 1) * inHall) rooms.push(`soak-hall-${hall}`);
    return { name: `client-${index + 1}`, token: tokens[index % tokens.length] ?? '', rooms };
  });
}

/** Posts that fail, drop or double, DynamoDB that throttles or keeps a success to itself, sockets that go without a word. */
export function faultsOf({ faults, lifetime }: Plan): FaultPlan {
  return {
    'lose-disconnect': faults,
    'post-429': faults,
    'post-500': faults,
    'post-false-gone': faults,
    'post-drop': faults,
    'post-double': faults,
    'dynamodb-throttle': faults,
    'dynamodb-fail-after-write': faults,
    // As many sockets drop as one rollover in ten would be.
    'drop-socket': faults > 0 ? 0.1 / lifetime : 0,
  };
}

/** An hour takes what the lifetime's half takes, so that heartbeats and rollovers take part. */
export const timingsOf = ({ lifetime }: Plan): Partial<Timings> => ({
  lifetimeMs: lifetime * 1_000,
  heartbeatMs: Math.max(5_000, (lifetime * 1_000) / 5),
});
