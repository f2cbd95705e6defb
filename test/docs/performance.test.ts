import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { page } from '../../tools/bench/side-by-side/page.ts';
import { readRecord } from '../../tools/bench/side-by-side/record.ts';

test('the page of measured performance is made from what was measured last', () => {
  expect(readFileSync('docs/performance.md', 'utf8'), 'make it anew: npm run docs -- performance').toBe(
    page(readRecord()),
  );
});
