/** The checker finds a bug of each class that is planted into the code under test, and nothing where there is none. */
import { expect, inject, it } from 'vitest';
import { check } from '../history/check.ts';
import { excerpt } from '../history/excerpt.ts';
import { BUGS } from './bugs.ts';
import { WORKLOADS } from './workloads.ts';

/** Each plays another interleaving; the rarest bug shows in one of a few. */
const SEEDS = 12;

const planted = inject('bug');
const bug = BUGS.find(({ name }) => name === planted);

if (bug)
  it(`the checker finds ${bug.name}: ${bug.found}`, async () => {
    const workload = WORKLOADS[bug.workload];
    const found = new Set<string>();
    for (let seed = 1; seed <= SEEDS && workload && !found.has(bug.found); seed++)
      for (const { property } of check(await workload(seed))) found.add(property);
    expect([...found]).toContain(bug.found);
  });
else
  it.each(Object.entries(WORKLOADS))('the code as it is keeps every promise in %s', async (_, workload) => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const history = await workload(seed);
      const broken = check(history).map(violation => excerpt(history, violation));
      expect(broken, `seed ${seed}`).toEqual([]);
    }
  });
