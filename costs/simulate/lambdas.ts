/** Functions: how many run at once, which of them start cold, and what they are billed. */

import type { Chance } from '../chance.ts';
import { cpuShare, functionNamed, type Memory, memoryOf } from '../model/run-time.ts';
import type { ServiceTimes } from '../model/service-times.ts';
import type { VirtualClock } from './clock.ts';

/** Stays warm between invocations. */
export interface Container {
  /**
   * Puts work on its CPU, behind the work that waits there, and returns when it is done there; does nothing if it would
   * end after `until`. `ms` are those of a full vCPU.
   */
  busy(ms: number, until: number): { readonly begins: number; readonly ends: number } | undefined;
}

export interface Lambdas {
  /** Runs the work, after the function's own CPU time, as soon as a container is free. */
  run<T>(name: string, work: (container: Container) => Promise<T>): Promise<T>;
  readonly counted: {
    invocations: Record<string, number>;
    gbSeconds: number;
    mostAtOnce: number;
    coldStarts: number;
  };
}

export function createLambdas(
  { clock, chance }: { clock: VirtualClock; chance: Chance },
  { times, memory, concurrency }: { times: ServiceTimes; memory: Memory; concurrency: number },
): Lambdas {
  const counted: Lambdas['counted'] = { invocations: {}, gbSeconds: 0, mostAtOnce: 0, coldStarts: 0 };
  const waiting: (() => void)[] = [];
  const idle = new Map<string, Container[]>();
  let running = 0;

  function containerOf(memoryMb: number): Container {
    let freeAt = 0;
    return {
      busy: (ms, until) => {
        const begins = Math.max(clock.now(), freeAt);
        const ends = begins + ms / cpuShare(memoryMb);
        if (ends > until) return undefined;
        freeAt = ends;
        return { begins, ends };
      },
    };
  }

  async function coldStart(memoryMb: number): Promise<Container> {
    counted.coldStarts += 1;
    await clock.sleep(chance.from(times.steps.coldStart));
    return containerOf(memoryMb);
  }

  return {
    counted,
    async run(name, work) {
      if (running < concurrency) running += 1;
      // A run that ends hands its place on, so that no later one slips in between.
      else await new Promise<void>(resolve => waiting.push(resolve));
      const began = clock.now();
      const memoryMb = memoryOf(memory, name);
      const warm = idle.get(name) ?? [];
      idle.set(name, warm);
      counted.mostAtOnce = Math.max(counted.mostAtOnce, running);
      counted.invocations[name] = (counted.invocations[name] ?? 0) + 1;
      const container = warm.pop() ?? (await coldStart(memoryMb));
      try {
        await clock.sleep(functionNamed(times, name).cpuMs / cpuShare(memoryMb));
        return await work(container);
      } finally {
        const billedMs = Math.ceil(clock.now() - began);
        counted.gbSeconds += (billedMs / 1_000) * (memoryMb / 1_024);
        warm.push(container);
        const next = waiting.shift();
        if (next) next();
        else running -= 1;
      }
    },
  };
}
