/** The checker is itself checked: what a gateway is told to do wrong is what the run reports, no more and no less. */
import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Forgetful, forgetfulServer } from './forgetful-server.ts';
import { fresh, load, unmet } from './typed.ts';

test('pushes that the gateway drops, doubles and swaps are reported, each exactly as often as it struck', async () => {
  const seed = Number(process.env.SEED ?? 7);
  console.log(`seed ${seed}`);
  const { code, result } = await load(
    ...['--connections', '12', '--rooms', '2', '--rate', '80', '--duration', '3', '--ramp', '0'],
    ...['--setting', 'PRESENCE_LIMIT=0', '--seed', String(seed)],
    ...['--fault', 'post-drop:0.03', '--fault', 'post-double:0.03', '--fault', 'post-swap:0.03'],
  );
  const { faults } = result;
  for (const fault of ['post-drop', 'post-double', 'post-swap']) expect(faults?.[fault]).toBeGreaterThan(5);
  expect(result.missed).toBe(faults?.['post-drop']);
  expect(result.duplicated).toBe(faults?.['post-double']);
  expect(result.outOfOrder).toBe(faults?.['post-swap']);
  // The log had what was dropped: nobody lost anything, and nobody applied anything twice.
  expect(result).toMatchObject({ lost: 0, doubled: 0, disagreed: 0 });
  expect(result.recovered.gap + result.recovered.final - result.late).toBe(faults?.['post-drop']);
  expect(unmet(result)).toContain('pushes that never came');
  expect(code).toBe(1);
}, 120_000);

test('a server that acknowledges and forgets is found out: exit 1, every loss counted, the first 20 named', async () => {
  const server: Forgetful = await forgetfulServer({ every: 3 });
  const tokens = fresh('txt');
  writeFileSync(tokens, 'a.b.c\n');
  try {
    const { code, stdout, result } = await load(
      ...['--url', server.url, '--tokens', tokens, '--connections', '5', '--rooms', '1'],
      // Each loss is a gap that is waited for on its own: after two seconds the final sync tells of the rest.
      ...['--rate', '100', '--duration', '1', '--ramp', '0', '--drain', '2'],
    );
    expect(server.forgotten).toBeGreaterThan(20);
    // Each of the four other members is owed each of them.
    expect(result.lost).toBe(server.forgotten * 4);
    expect(result.delivered).toBe(result.expected - result.lost);
    expect(result.examples).toHaveLength(20);
    for (const example of result.examples)
      expect(example).toMatch(/^lost: \S+ at seq \d+ of \S+ never reached client-\d$/);
    expect(stdout).toContain(result.examples[0]);
    expect(unmet(result)).toContain('messages lost');
    expect(code).toBe(1);
  } finally {
    await server.close();
  }
}, 60_000);
