/** Scripts on virtual time: every call to the store, every frame and every sleep ends in an order that the seed decides. */
import fc from 'fast-check';
import { createEngine, documentsOn } from '../support/dynamodb/engine.ts';
import { converse } from './conversation.ts';
import type { Mutation } from './mutations.ts';
import { createScheduler } from './scheduler.ts';
import { script } from './script.ts';

/** A new one each time: one for all would hold for ever what waits for it. */
const never = () => new Promise<never>(() => {});

/** @param onSteps is told how many steps a conversation took: turns given to those who waited */
export function simulated(
  { store = run => run, poster, clock }: Mutation = {},
  onSteps: (steps: number) => void = () => {},
) {
  // Another order would be another failure: a script gets shorter, its order does not.
  const orders = fc.noShrink(fc.nat());
  return fc.asyncProperty(orders, script, async (order, played) => {
    const scheduler = createScheduler(order);
    const engine = createEngine();
    const run = store(engine);
    const violations = await converse(played, {
      documents: isDead =>
        documentsOn(async call => {
          await scheduler.pause();
          return isDead() ? never() : run(call);
        }),
      bare: documentsOn(engine),
      pause: scheduler.pause,
      sleep: scheduler.sleep,
      settle: scheduler.settle,
      // Caches take a time of 0 for none.
      elapsed: () => 1 + scheduler.now,
      pass: scheduler.pass,
      poster,
      clock,
    });
    onSteps(scheduler.steps);
    if (violations.length > 0) throw new Error(violations.join('\n'));
  });
}
