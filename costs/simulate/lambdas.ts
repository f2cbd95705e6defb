/** Functions: how many run at once, which of them start cold, and what they are billed. */
import type { Memory } from '../model/run-time.ts';
import { memoryOf } from '../model/run-time.ts';
import type { ServiceTimes } from '../model/service-times.ts';
import type { Chance } from './chance.ts';
import type { Clock } from './clock.ts';

export interface Lambdas {
  /** Runs `act` in a container as soon as there is one; it says when it is done. */
  start(name: string, act: (done: () => void) => void): void;
  readonly counted: {
    invocations: Record<string, number>;
    gbSeconds: number;
    mostAtOnce: number;
    coldStarts: number;
  };
}

export function createLambdas(
  { clock, chance }: { clock: Clock; chance: Chance },
  { times, memory, concurrency }: { times: ServiceTimes; memory: Memory; concurrency: number },
): Lambdas {
  const counted: Lambdas['counted'] = { invocations: {}, gbSeconds: 0, mostAtOnce: 0, coldStarts: 0 };
  const waiting: (() => void)[] = [];
  const warm = new Map<string, number>();
  let running = 0;

  function begin(name: string, act: (done: () => void) => void): void {
    const began = clock.now();
    running += 1;
    counted.mostAtOnce = Math.max(counted.mostAtOnce, running);
    counted.invocations[name] = (counted.invocations[name] ?? 0) + 1;
    const idle = warm.get(name) ?? 0;
    if (idle > 0) warm.set(name, idle - 1);
    else counted.coldStarts += 1;
    const startMs = idle > 0 ? 0 : chance.from(times.steps.coldStart);
    clock.after(startMs, () =>
      act(() => {
        const billedMs = Math.ceil(clock.now() - began);
        counted.gbSeconds += (billedMs / 1_000) * (memoryOf(memory, name) / 1_024);
        warm.set(name, (warm.get(name) ?? 0) + 1);
        running -= 1;
        waiting.shift()?.();
      }),
    );
  }

  return {
    counted,
    start: (name, act) => {
      if (running < concurrency) begin(name, act);
      else waiting.push(() => begin(name, act));
    },
  };
}
