/** A store in this process whose calls can be made to fail, before or after they took effect, or to wait. */
import { type Call, inProcessDocuments } from './dynamodb/engine.ts';

export type IsFor = (call: Call) => boolean;

/**
 * - `throttled`: the call takes no effect, and fails.
 * - `lost`: it takes effect, and fails all the same.
 * - `repeated`: it takes effect, its answer is lost, and the SDK tries it again: a conditional write then fails by its own doing.
 */
type Fault = 'throttled' | 'lost' | 'repeated';

interface Fate {
  readonly isFor: IsFor;
  readonly befall: (run: () => Promise<unknown>) => Promise<unknown>;
  /** So many calls more. */
  left: number;
}

const throttled = () => Object.assign(new Error('Refused for a test.'), { name: 'ThrottlingException' });

export function fatedStore() {
  const fates: Fate[] = [];
  const documents = inProcessDocuments(run => async call => {
    const fate = fates.find(({ isFor, left }) => left > 0 && isFor(call));
    if (!fate) return run(call);
    fate.left -= 1;
    return (await fate.befall(() => run(call))) as Awaited<ReturnType<typeof run>>;
  });

  return {
    documents,

    /** Ends every fault. */
    calm: () => fates.splice(0),

    /** Lets the next calls of a kind fail; returns how many still will. */
    fail(fault: Fault, isFor: IsFor, times = 1): () => number {
      const befall: Fate['befall'] = async run => {
        if (fault !== 'throttled') await run();
        if (fault !== 'repeated') throw throttled();
        return run();
      };
      const fate = { isFor, befall, left: times };
      fates.push(fate);
      return () => fate.left;
    },

    /** Holds the next call of a kind back until it is released. */
    hold(isFor: IsFor) {
      let release = () => {};
      let reached = () => {};
      const released = new Promise<void>(resolve => {
        release = resolve;
      });
      const held = new Promise<void>(resolve => {
        reached = resolve;
      });
      const befall: Fate['befall'] = async run => {
        reached();
        await released;
        return run();
      };
      fates.push({ isFor, befall, left: 1 });
      return { held, release };
    },
  };
}

/** An update of an item of the log, such as a change makes of its message. */
export const updates =
  (SK: RegExp, expression: RegExp = /./): IsFor =>
  ({ operation, input }) =>
    operation === 'update' && SK.test(String(input.Key?.SK)) && expression.test(input.UpdateExpression ?? '');

export const puts =
  (SK: RegExp, matching: (item: Record<string, unknown>) => boolean = () => true): IsFor =>
  ({ operation, input }) =>
    operation === 'put' && SK.test(String(input.Item?.SK)) && matching(input.Item ?? {});

/** A query for the subscriptions of a room, as the fan-out asks it. */
export const listsRoom =
  (room: string): IsFor =>
  ({ operation, input }) =>
    operation === 'query' &&
    input.ExpressionAttributeValues?.[':pk'] === `ROOM#${room}` &&
    (input.KeyConditionExpression ?? '').includes('begins_with');
