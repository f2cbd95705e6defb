/** Everything a run is told, settled: a scenario, and what flags change of it. */
import { availableParallelism } from 'node:os';
import type { Assignment, Protocol } from './generator/messages.ts';
import type { Seat } from './generator/world.ts';
import { checked, type Scenario } from './scenario.ts';

export interface Plan extends Scenario {
  readonly name: string;
  readonly protocol: Protocol;
  readonly rateTo: number;
  readonly users: number;
  readonly workers: number;
  readonly seed: number;
  readonly connectsPerSecond: number;
  /** Seconds that replies and late pushes are waited for at the end. */
  readonly drain: number;
}

export type Overrides = Partial<
  Pick<
    Plan,
    | 'connections'
    | 'rooms'
    | 'roomsPerConnection'
    | 'users'
    | 'rate'
    | 'rateTo'
    | 'duration'
    | 'ramp'
    | 'size'
    | 'workers'
  >
>;

/** Many connections of one user would meet the flood control of one sender. */
const MOST_USERS = 200;
/** Ports of one source address to one destination: Linux gives 28,232 by default. */
const PORTS_PER_ADDRESS = 20_000;

export function planOf(
  scenario: Scenario,
  overrides: Overrides,
  fixed: Pick<Plan, 'name' | 'protocol' | 'seed' | 'connectsPerSecond' | 'drain'>,
): Plan {
  const { workers: threads, ...given } = overrides;
  const merged = checked({ ...scenario, ...given }, 'Such a run is not possible');
  const { connections, rooms, roomsPerConnection, rate } = merged;
  if (roomsPerConnection > rooms)
    throw new Error(`${roomsPerConnection} rooms per connection are more than the ${rooms} rooms there are.`);
  const { users = Math.min(connections, MOST_USERS), rateTo = rate } = merged;
  // One core is left to the server.
  const workers = Math.min(connections, threads ?? Math.max(1, Math.min(4, availableParallelism() - 1)));
  return { ...merged, ...fixed, users, rateTo, workers };
}

/** Who sits where: connections, users and rooms spread evenly, and over the workers too. */
export function assignmentsOf(
  plan: Plan,
  {
    url,
    tokens,
    local,
    startedAt,
  }: { url: string; tokens: readonly string[]; local: boolean; startedAt: number },
): Assignment[] {
  const { connections, workers, protocol, size, seed, connectsPerSecond } = plan;
  const run = startedAt.toString(36).replace('.', '');
  return Array.from({ length: workers }, (_, worker) => {
    const seats: Seat[] = [];
    for (let index = worker; index < connections; index += workers)
      seats.push(seatOf(index, plan, { run, tokens, local }));
    return {
      protocol,
      url,
      size,
      seed: seed + worker * 7_919,
      name: `${run}-${worker}`,
      connectsPerSecond: connectsPerSecond / workers,
      seats,
      share: seats.length / connections,
      slowShare: plan.events.slow?.share ?? 0,
      startedAt,
    };
  });
}

function seatOf(
  index: number,
  { rooms, roomsPerConnection }: Plan,
  { run, tokens, local }: { run: string; tokens: readonly string[]; local: boolean },
): Seat {
  const address = 1 + Math.floor(index / PORTS_PER_ADDRESS);
  return {
    name: `client-${index + 1}`,
    token: tokens[index % tokens.length] ?? '',
    localAddress: local && address > 1 ? `127.0.0.${address}` : undefined,
    // Rooms of their own in every run: a stage may hold those of an earlier one.
    rooms: Array.from(
      { length: roomsPerConnection },
      (_, nth) => `load-${run}-${(index * roomsPerConnection + nth) % rooms}`,
    ),
  };
}
