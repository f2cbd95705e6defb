/**
 * Five clients in three rooms join, send, send again, leave, vanish without $disconnect, come back and resume, in random
 * interleavings of everything that takes time. `SEED=…` repeats a run whose seed was printed; `npm run test:soak` runs 50,000.
 */
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { openStore } from '../../local/store.ts';
import { embedded } from './embedded.ts';
import { interleaved } from './interleaved.ts';
import { MUTATIONS } from './mutations.ts';

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const store = await openStore(undefined);
afterAll(() => store.close());

describe('contiguous seqs, one order, nothing lost or doubled, nothing to a stranger, nothing after expiry', () => {
  it('in 1,000 random conversations of five clients in three rooms', async () => {
    console.log(`seed ${seed}`);
    await fc.assert(interleaved(), { seed, numRuns: 1_000 });
  }, 300_000);

  it('in 8 of them on the embedded store', async () => {
    await fc.assert(embedded(store.endpoint), { seed, numRuns: 8, endOnFailure: true });
  }, 120_000);
});

describe('the same conversations find it where', () => {
  it.each(Object.entries(MUTATIONS))(
    '%s',
    async (_, { found, ...mutation }) => {
      const { failed, errorInstance } = await fc.check(interleaved(mutation), {
        seed: 2,
        numRuns: 300,
        endOnFailure: true,
      });
      expect(failed).toBe(true);
      expect(String(errorInstance)).toMatch(found);
    },
    60_000,
  );
});
