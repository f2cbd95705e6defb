/**
 * Five clients in five rooms join, send, send again, edit, invite, remove, vanish, are cut off, come back and resume, while
 * containers die and clocks step, in random interleavings of all that takes time. `npx tsx test/properties/soak.ts` runs more.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { embedded } from './embedded.ts';
import { MUTATIONS } from './mutations.ts';
import { simulated } from './simulated.ts';

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));

describe('contiguous seqs, one order, nothing lost or doubled, nothing to a stranger, nothing after expiry', () => {
  it('in 100 random conversations of five clients in five rooms', async () => {
    console.log(`seed ${seed}`);
    await fc.assert(simulated(), { seed, numRuns: 100 });
  }, 300_000);

  it('in 4 of them on the embedded store', async () => {
    await fc.assert(embedded(), { seed, numRuns: 4, endOnFailure: true });
  }, 300_000);
});

describe('the same conversations find it where', () => {
  it.each(Object.entries(MUTATIONS))(
    '%s',
    async (_, { found, ...mutation }) => {
      const { failed, errorInstance } = await fc.check(simulated(mutation), {
        seed: 4,
        // Some take as many: which conversations meet a fault changes with each call that is added.
        numRuns: 2_000,
        endOnFailure: true,
      });
      expect(failed).toBe(true);
      expect(String(errorInstance)).toMatch(found);
    },
    300_000,
  );
});
