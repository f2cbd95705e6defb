import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { LambdaContext } from '../../../emulator/lambda/function.ts';
import { sandboxesOf } from '../../../emulator/sandbox/sandboxes.ts';

/** Writes down when it begins to load, and when it has. */
const CODE = `
const { appendFileSync } = require('node:fs');
appendFileSync(process.env.STARTS, '+');
for (const end = performance.now() + 50; performance.now() < end; );
appendFileSync(process.env.STARTS, '-');
exports.handler = async ({ number }) => number;`;

const context: LambdaContext = {
  functionName: 'work',
  functionVersion: '1',
  invokedFunctionArn: 'arn',
  memoryLimitInMB: '128',
  awsRequestId: 'request',
  getRemainingTimeInMillis: () => 60_000,
};

test('events that come at one instant are all answered, and start no more sandboxes at once than there are CPUs', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sandboxes-'));
  const STARTS = join(folder, 'starts');
  const file = join(folder, 'index.js');
  await writeFile(file, CODE);
  const sandboxes = sandboxesOf({
    memoryMb: 128,
    code: async () => ({ file, exported: 'handler', environment: { STARTS } }),
    onLog() {},
    fateOf: () => undefined,
    clockOffset: new Float64Array(new SharedArrayBuffer(8)),
  });
  const numbers = Array.from({ length: 4 * availableParallelism() }, (_, number) => number);
  expect(await Promise.all(numbers.map(number => sandboxes.handler({ number }, context)))).toEqual(numbers);
  let starting = 0;
  let most = 0;
  for (const step of await readFile(STARTS, 'utf8')) {
    starting += step === '+' ? 1 : -1;
    most = Math.max(most, starting);
  }
  expect(most).toBeLessThanOrEqual(availableParallelism());
  await sandboxes.close();
  await rm(folder, { recursive: true });
});
