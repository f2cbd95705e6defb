/** All that the checks look at, read from a history once. */
import type { Happened, History, Promises, Quiet } from '../format.ts';
import { type Lives, readLives } from './calls.ts';
import {
  type ChangeCall,
  type RoomLog,
  readChanges,
  readLogs,
  readSends,
  readSightings,
  type Send,
  type Sighting,
} from './entries.ts';

export interface Evidence extends Lives {
  readonly events: readonly Happened[];
  readonly promises: Promises;
  readonly quiet: Quiet;
  readonly logs: ReadonlyMap<string, RoomLog>;
  readonly sends: readonly Send[];
  readonly edits: readonly ChangeCall[];
  readonly deletes: readonly ChangeCall[];
  /** In the order of their moments. */
  readonly sightings: readonly Sighting[];
  /** The moment of an event, in milliseconds. */
  timeOf(index: number): number;
}

export function readEvidence({ events, promises, quiet }: History): Evidence {
  const lives = readLives(events);
  return {
    ...lives,
    events,
    promises,
    quiet,
    logs: readLogs(quiet),
    sends: readSends(lives.calls),
    edits: readChanges(lives.calls, 'editMessage'),
    deletes: readChanges(lives.calls, 'deleteMessage'),
    sightings: readSightings(lives),
    timeOf: index => events[index]?.at ?? Number.NaN,
  };
}

/** What one check found. */
export interface Finding {
  readonly what: string;
  /** The fewest events that show it, by their indices. */
  readonly events: readonly number[];
  /** Entries of final logs that show it. */
  readonly entries?: readonly { readonly room: string; readonly seq: number }[];
  /** Promised for when all is at rest: no violation of a run that never came to rest. */
  readonly atRest?: true;
}

export type Check = (evidence: Evidence) => Iterable<Finding>;
