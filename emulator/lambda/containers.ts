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
    if (invocation) own.runs.add(invocation);
    if (fate)
      invocation?.meets(fate, () => {
        if (current === own) current = containerOf(make());
        own.kill();
      });
    try {
      return await Promise.race([own.killed, own.functions[name]?.(...args)]);
    } finally {
      if (invocation) own.runs.delete(invocation);
    }
  }

  return Object.fromEntries(
    Object.keys(current.functions).map(name => [
      name,
      (...args: Parameters<LambdaHandler>) => run(name, ...args),
    ]),
  );
}

function containerOf(functions: Handlers) {
  let reject: (error: Error) => void = () => {};
  const killed = new Promise<never>((_, rejects) => {
    reject = rejects;
  });
  killed.catch(() => {});
  const runs = new Set<Invocation>();
  return {
    functions,
    runs,
    killed,
    kill() {
      for (const run of runs) run.kill();
      reject(new SandboxKilled());
    },
  };
}
