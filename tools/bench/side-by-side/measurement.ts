/** One thing that the bench measures. */
import { type Entrant, enter } from '../servers/entrants.ts';
import { installPeers } from '../servers/peers.ts';
import type { Server } from '../servers/server.ts';
import type { Row } from './row.ts';

export interface Setup {
  /** Fewer and shorter rounds, for a first look. */
  readonly quick: boolean;
  readonly rounds: number;
  readonly progress: (text: string) => void;
}

export interface Measurement {
  /** Of the rows that it yields. */
  readonly names: readonly string[];
  readonly about: string;
  run(setup: Setup): Promise<Row[]>;
}

/** Starts them all, and ends them whatever happens. The first is ours. */
export async function withEntrants<Result>(
  servers: readonly Server[],
  { progress }: Setup,
  use: (entrants: readonly Entrant[]) => Promise<Result>,
): Promise<Result> {
  await installPeers(progress);
  const entrants: Entrant[] = [];
  try {
    for (const server of servers) {
      progress(`starting ${server.name}`);
      const entrant = await enter(server);
      if (entrant) entrants.push(entrant);
    }
    return await use(entrants);
  } finally {
    for (const entrant of entrants) await entrant.close();
  }
}

/** So many rooms of so many connections, each in one room. */
export const seatsIn = (rooms: number, members: number, prefix = 'room'): string[][] =>
  Array.from({ length: rooms * members }, (_, index) => [`${prefix}-${index % rooms}`]);
