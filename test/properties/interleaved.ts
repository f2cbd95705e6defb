/** Scripts under a scheduler: every command to the store and every post takes effect in an order of fast-check's choosing. */
import fc from 'fast-check';
import { inProcessDocuments } from '../support/dynamodb/engine.ts';
import { converse } from './conversation.ts';
import type { Mutation } from './mutations.ts';
import { script } from './script.ts';

export const interleaved = ({ store = run => run, post }: Mutation = {}) =>
  fc.asyncProperty(fc.scheduler(), script, async (scheduler, played) => {
    const pause = (what: string) => scheduler.schedule(Promise.resolve(), what);
    const documents = inProcessDocuments(run =>
      store(async call => {
        await pause(call.operation);
        return run(call);
      }),
    );
    const violations = await converse(played, {
      documents,
      pause: () => pause('post'),
      settle: work => scheduler.waitFor(work),
      ...(post && { faultyPost: post }),
    });
    if (violations.length > 0) throw new Error(violations.join('\n'));
  });
