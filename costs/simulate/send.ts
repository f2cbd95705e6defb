/** What every send does before its message is pushed: API Gateway, a container, the append. */
import { cpuShare, functionNamed, memoryOf } from '../model/run-time.ts';
import type { World } from './world.ts';

const FUNCTION = 'send-message';

/** @param then runs once the message is stored, in the function that stored it */
export function appended(world: World, then: (done: () => void) => void): void {
  const { clock, chance, times, lambdas } = world;
  clock.after(chance.from(times.steps.integration), () => {
    const at = world.account.takeWithin(clock.now(), 1, Number.POSITIVE_INFINITY) ?? clock.now();
    clock.at(at, () =>
      lambdas.start(FUNCTION, done => {
        const { steps } = times;
        const cpu = functionNamed(times, FUNCTION).cpuMs / cpuShare(memoryOf(world.memory, FUNCTION));
        clock.after(cpu + chance.from(steps.read) + chance.from(steps.write), () => then(done));
      }),
    );
  });
}
