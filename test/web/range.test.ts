import { expect, test } from 'vitest';
import { rangeOf } from '../../web/admin/range.ts';

test.each([
  { what: 'one point', seconds: [1_000], range: [1_000, 1_010] },
  { what: 'many', seconds: [1_000, 1_005, 1_100], range: [1_000, 1_100] },
  { what: 'none', seconds: [], range: [1_990, 2_000] },
])('a chart of $what shows no more time than it has', ({ seconds, range }) => {
  expect(rangeOf(seconds, 2_000)).toEqual(range);
});
