import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { contextOf, type LambdaContext } from '../../../emulator/lambda/function.ts';
import { type Sandboxes, sandboxesOf } from '../../../emulator/sandbox/sandboxes.ts';

/** Writes down when it begins to load, and when it has. */
const CODE = `
const { appendFileSync } = require('node:fs');
appendFileSync(process.env.STARTS, '+');
for (const end = performance.now() + 50; performance.now() < end; );
appendFileSync(process.env.STARTS, '-');
exports.handler = async ({ number }) => number;`;

const contextUntil = (deadline: number): LambdaContext => ({
  ...contextOf({ handler: 'work', memoryMb: 128, timeoutSeconds: 60 }, 'request'),
  getRemainingTimeInMillis: () => Math.max(0, deadline - performance.now()),
});
const context = contextUntil(performance.now() + 60_000);

let folder: string;
let sandboxes: Sandboxes;
const startsSoFar = () => readFile(join(folder, 'starts'), 'utf8');
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandboxes-'));
  const file = join(folder, 'index.js');
  await writeFile(file, CODE);
  sandboxes = sandboxesOf({
    memoryMb: 128,
    code: async () => ({ file, exported: 'handler', environment: { STARTS: join(folder, 'starts') } }),
    onLog() {},
    fateOf: () => undefined,
    clockOffset: new Float64Array(new SharedArrayBuffer(8)),
  });
});
afterEach(async () => {
  await sandboxes.close();
  await rm(folder, { recursive: true });
});

test('events that come at one instant are all answered, and start no more sandboxes at once than there are CPUs', async () => {
  const numbers = Array.from({ length: 4 * availableParallelism() }, (_, number) => number);
  expect(await Promise.all(numbers.map(number => sandboxes.handler({ number }, context)))).toEqual(numbers);
  let starting = 0;
  let most = 0;
  for (const step of await startsSoFar()) {
    starting += step === '+' ? 1 : -1;
    most = Math.max(most, starting);
  }
  expect(most).toBeLessThanOrEqual(availableParallelism());
});

test('a sandbox that starts too slowly for its event serves the next one', async () => {
  const impatient = contextUntil(performance.now() + 10);
  await expect(sandboxes.handler({ number: 1 }, impatient)).rejects.toThrow('in time');
  expect(await sandboxes.handler({ number: 2 }, context)).toBe(2);
  expect(await startsSoFar()).toBe('+-');
});
