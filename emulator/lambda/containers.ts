/**
 * Functions that share this process, and can be killed in it. What runs beside one that is killed remembers the same things,
 * and goes with it; the next run begins with a memory of its own.
 */
import type { SandboxFaults } from '../faults/fate.ts';
import { SandboxKilled } from './errors.ts';
import type { LambdaHandler } from './function.ts';
import { currentInvocation, type Invocation } from './invocation.ts';

type Handlers = Readonly<Record<string, LambdaHandler>>;

/** @param make makes every function anew, with nothing remembered */
export function inContainers(make: () => Handlers, { fateOf }: Pick<SandboxFaults, 'fateOf'>): Handlers {
  let current = containerOf(make());

  async function run(name: string, ...args: Parameters<LambdaHandler>): Promise<unknown> {
    const own = current;
    const invocation = currentInvocation();
    const fate = fateOf(name);
    if (fate)
      invocation?.meets(fate, () => {
        if (current === own) current = containerOf(make());
        own.kill();
      });
    return own.run(invocation, async () => own.functions[name]?.(...args));
  }

  return Object.fromEntries(
    Object.keys(current.functions).map(name => [
      name,
      (...args: Parameters<LambdaHandler>) => run(name, ...args),
    ]),
  );
}

function containerOf(functions: Handlers) {
  const running = new Set<{ end(): void }>();
  return {
    functions,
    /**
     * Rejects as soon as the container is killed. Each run has a way to be ended of its own: one promise that all of them
     * waited for would hold every run, and its result, for as long as the container lives.
     */
    run: <T>(invocation: Invocation | undefined, work: () => Promise<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        const own = {
          end() {
            invocation?.kill();
            reject(new SandboxKilled());
          },
        };
        running.add(own);
        work()
          .then(resolve, reject)
          .finally(() => running.delete(own));
      }),
    kill() {
      for (const own of running) own.end();
    },
  };
}
