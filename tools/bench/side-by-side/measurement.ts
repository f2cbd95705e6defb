/** One thing that the bench measures. */
import { type Entrant, enter } from '../servers/entrants.ts';
import { installPeers } from '../servers/peers.ts';
import type { Server } from '../servers/server.ts';
import type { Row } from './row.ts';

export interface Setup {
  /** Fewer and shorter rounds, for a first look. */
  readonly quick: boolean;
  readonly rounds: number;
  /** The names among this measurement's that are asked for. */
  readonly asked: readonly string[];
  readonly progress: (text: string) => void;
}

export interface Measurement {
  /** What each name that it yields rows of is about. */
  readonly about: Readonly<Record<string, string>>;
  run(setup: Setup): Promise<Row[]>;
}

/** Starts them all, and ends them whatever happens. The first is ours. */
export async function withEntrants<Result>(
  servers: readonly Server[],
  { progress }: Setup,
  use: (entrants: readonly Entrant[]) => Promise<Result>,
): Promise<Result> {
  await installPeers(progress);
  progress(`starting ${servers.map(({ name }) => name).join(', ')}`);
  const starting = servers.map(enter);
  try {
    return await use((await Promise.all(starting)).filter(entrant => entrant !== undefined));
  } finally {
    for (const started of await Promise.allSettled(starting))
      if (started.status === 'fulfilled') await started.value?.close();
  }
}

/** So many rooms of so many connections, each in one room. */
export const seatsIn = (rooms: number, members: number, prefix = 'room'): string[][] =>
  Array.from({ length: rooms * members }, (_, index) => [`${prefix}-${index % rooms}`]);
