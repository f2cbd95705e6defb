import { describe, expect, it } from 'vitest';
import { check, PROPERTIES } from './check.ts';
import { recordConversation } from './conversation.ts';
import { excerpt } from './excerpt.ts';
import { WRONG } from './wrong.ts';

const recorded = await recordConversation();

it('finds nothing in a conversation that keeps every promise', () => {
  expect(check(recorded).map(violation => excerpt(recorded, violation))).toEqual([]);
});

describe('of the same conversation, changed in one thing, it says which promise is broken, and no other, where', () => {
  it.each(Object.entries(WRONG))('%s', (_, { found, make }) => {
    const { events, ...rest } = structuredClone(recorded);
    const wrong = { ...rest, events: [...events] };
    make(wrong);
    const told = check(wrong).map(violation => excerpt(wrong, violation));
    expect([...new Set(check(wrong).map(({ property }) => property))], told.join('\n')).toEqual([found]);
  });

  it('of every property, one', () => {
    expect(
      Object.values(WRONG)
        .map(({ found }) => found)
        .sort(),
    ).toEqual([...PROPERTIES].sort());
  });
});
