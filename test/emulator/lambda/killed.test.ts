/** Functions that are killed, frozen and lied to about the time in the middle of a run: in this process, and in a sandbox. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Fate } from '../../../emulator/faults/fate.ts';
import { inContainers } from '../../../emulator/lambda/containers.ts';
import type { LambdaHandler } from '../../../emulator/lambda/function.ts';
import { inProcessInvoker } from '../../../emulator/lambda/invoker.ts';
import { sandboxesOf } from '../../../emulator/sandbox/sandboxes.ts';

/** Calls of the functions, as they arrive. */
const arrived: { path: string; at: number }[] = [];
const outside = createServer((request, response) => {
  arrived.push({ path: request.url ?? '', at: performance.now() });
  response.end('done');
});
let url: string;
let folder: string;
beforeAll(async () => {
  await new Promise<void>(resolve => outside.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`;
  folder = await mkdtemp(join(tmpdir(), 'killed-'));
  await writeFile(join(folder, 'index.js'), `${CODE}\nexports.handler = work(require('node:http'));`);
});
afterAll(async () => {
  outside.close();
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  arrived.length = 0;
});

/** Two calls, one after the other; returns how often this container has run, and what time it is. */
const CODE = `
const work = http => {
  let runs = 0;
  const call = target => new Promise((resolve, reject) => {
    const request = http.request(target, { method: 'POST' }, response => response.on('end', resolve).resume());
    request.on('error', reject).end();
  });
  return async ({ url }) => {
    runs += 1;
    await call(url + '/first');
    await call(url + '/second');
    return { runs, now: Date.now() };
  };
};`;

const fn = { handler: 'work', memoryMb: 128, timeoutSeconds: 20 };
/** The fate of the first run; the others are spared. */
let next: Partial<Fate> | undefined;
const struck: string[] = [];
const fateOf = (): Fate | undefined => {
  const fate = next;
  next = undefined;
  return (
    fate && { diesAt: undefined, freezesAt: undefined, freezeMs: 0, struck: how => struck.push(how), ...fate }
  );
};
const clockOffset = new Float64Array(new SharedArrayBuffer(8));

const http = process.getBuiltinModule('node:http');
const ways: Record<string, () => { handlers: Record<string, LambdaHandler>; close(): Promise<void> }> = {
  'in this process': () => ({
    handlers: inContainers(() => ({ work: new Function(`${CODE} return work;`)()(http) }), { fateOf }),
    close: async () => {},
  }),
  'in a sandbox': () => {
    const code = async () => ({ file: join(folder, 'index.js'), exported: 'handler', environment: {} });
    const sandboxes = sandboxesOf({ memoryMb: 128, code, onLog() {}, fateOf, clockOffset });
    return { handlers: { work: sandboxes.handler }, close: () => sandboxes.close() };
  },
};

describe.each(Object.entries(ways))('a function %s', (_, made) => {
  const { handlers, close } = made();
  const { invoke } = inProcessInvoker(handlers);
  afterAll(close);

  it('that is killed at a call makes neither that one nor another, and what it remembered is gone', async () => {
    expect(await invoke(fn, { url })).toMatchObject({ runs: 1 });
    arrived.length = 0;
    // In a sandbox a request takes a step, or two with its body; either way the first is through and the last is not.
    next = { diesAt: 2 };
    struck.length = 0;
    await expect(invoke(fn, { url })).rejects.toMatchObject({ name: 'Runtime.ExitError' });
    expect(struck).toEqual(['killed']);
    expect(arrived.map(({ path }) => path)).toEqual(['/first']);
    expect(await invoke(fn, { url })).toMatchObject({ runs: 1 });
    expect(arrived.map(({ path }) => path)).toEqual(['/first', '/first', '/second']);
  });

  it('that stands still at a call makes it afterwards', async () => {
    next = { freezesAt: 1, freezeMs: 300 };
    const before = performance.now();
    await invoke(fn, { url });
    expect(struck).toContain('frozen');
    expect((arrived[0]?.at ?? 0) - before).toBeGreaterThan(295);
    expect(arrived.map(({ path }) => path)).toEqual(['/first', '/second']);
  });
});

it('a function in this process is forgotten once it has returned, with its result', async () => {
  const results: WeakRef<object>[] = [];
  const work: LambdaHandler = async () => {
    const result = { text: 'x'.repeat(1_000) };
    results.push(new WeakRef(result));
    return result;
  };
  const { invoke } = inProcessInvoker(inContainers(() => ({ work }), { fateOf: () => undefined }));
  for (let run = 0; run < 10; run += 1) await invoke(fn, {});
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  // What a run left on the stack, or in a task under way, goes with the next turn.
  await setImmediate();
  collect();
  expect(results.filter(result => result.deref())).toEqual([]);
});

it('a sandbox whose clock is put forward tells that time, and its durations are as they were', async () => {
  const { handlers, close } = ways['in a sandbox']?.() ?? { handlers: {}, close: async () => {} };
  const { invoke } = inProcessInvoker(handlers);
  clockOffset[0] = 3_600_000;
  const { now } = (await invoke(fn, { url })) as { now: number };
  clockOffset[0] = 0;
  expect(now - Date.now()).toBeGreaterThan(3_500_000);
  const after = (await invoke(fn, { url })) as { now: number };
  expect(Math.abs(after.now - Date.now())).toBeLessThan(60_000);
  await close();
});
