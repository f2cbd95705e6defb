/**
 * What real asynchronous code does next, as a function of what it has heard so far. Code can't be copied in the middle, but it
 * is deterministic: whatever heard the same is at the same place. So each thing that a process can hear is tried once, by running
 * it from its beginning, and the search goes on with places instead of processes.
 */

import { type Program, Run, type Surroundings, type Wait } from './run.ts';
import { type Heard, textOf } from './snapshot.ts';

interface Told {
  /** The how-manieth of its waits is over. */
  readonly wait: number;
  readonly heard: Heard;
  /** What the clock shows then, epoch milliseconds. */
  readonly at: number;
}

/** A place that a process can be at. */
export interface Place {
  readonly id: number;
  /** What it waits for, by how many waits there were before. */
  readonly waits: ReadonlyMap<number, Wait>;
  /** Set once it has ended. */
  readonly outcome: string | undefined;
  /** Where it is once it was told. */
  after(told: Told): Place | Promise<Place>;
}

let places = 0;

export async function beginningOf(program: Program, surroundings: Surroundings): Promise<Place> {
  const begin = async () => {
    const run = new Run(surroundings);
    await run.begin(program);
    return run;
  };

  function placeOf(history: readonly Told[], live: Run): Place {
    const next = new Map<string, Place>();
    const { waits, outcome } = live;
    /** The first to go on takes the process itself; the others have it run again. */
    let unused: Run | undefined = live;

    async function goOn(told: Told): Promise<Place> {
      let run = unused;
      unused = undefined;
      if (!run) {
        run = await begin();
        for (const { wait, heard, at } of history) await run.tell(wait, heard, at);
      }
      await run.tell(told.wait, told.heard, told.at);
      return placeOf([...history, told], run);
    }

    return {
      id: places++,
      waits: new Map(waits),
      outcome,
      after(told) {
        const text = `${told.wait} ${told.at} ${textOf(told.heard)}`;
        const known = next.get(text);
        if (known) return known;
        return goOn(told).then(place => {
          next.set(text, place);
          return place;
        });
      },
    };
  }

  return placeOf([], await begin());
}
