/** The real appends and the real pump in every order, one fault on the way; the larger searches are `.ci/run`'s. */
import { describe, expect, it } from 'vitest';
import { check } from './check.ts';
import { MUTATIONS } from './mutations.ts';

const NO_FAULTS = { failures: 0, deaths: 0, pauses: 0, ticks: 0 };

describe('in every order of all calls', () => {
  it.each([
    ['a first message by two users, one of whom dies and repeats', 'first-message', { deaths: 1 }],
    ['a message over two connections beside another writer', 'repeats', {}],
    ['two edits of one message, one of which is heard to fail', 'edits', { failures: 1 }],
    ['an edit and a deletion, after a death and a failure', 'changes', { failures: 1, deaths: 1 }],
    ['a deletion whose writer dies, of a message that was edited long ago', 'old-edit', { deaths: 1 }],
    ['two messages to a large room', 'pump', {}],
    ['two messages to a large room, whose owner or sender dies', 'dead-owner', { deaths: 1 }],
    ['a message to a large room while all are held up past every lease', 'zombie', { pauses: 1 }],
    [
      'a message to a large room that is repeated, after a death and a failure',
      'repushed',
      { failures: 1, deaths: 1 },
    ],
  ])(
    'nothing is lost, doubled, skipped or left unpushed: %s',
    async (_, scenario, faults) => {
      const { violation, complete, states, steps, ms } = await check(scenario, { ...NO_FAULTS, ...faults });
      console.log(`${scenario}: ${states} states, ${steps} steps, ${ms} ms`);
      expect(violation).toBeUndefined();
      expect(complete).toBe(true);
    },
    120_000,
  );
});

describe('the search itself finds it where', () => {
  it.each(Object.entries(MUTATIONS))(
    '%s',
    async (_, { scenario, found, ...mutation }) => {
      const { violation } = await check(scenario, {}, { mutation });
      expect(violation?.what).toMatch(found);
    },
    120_000,
  );
});
