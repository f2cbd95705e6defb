/** Reads that callers share: fewer of them, and none that began before the caller asked. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createLines } from '../../../shared/core/log/lines.ts';
import { sharedReads } from '../../../shared/core/shared-reads.ts';

/** A store of one number, whose reads end when the test says so. */
function slowStore() {
  const ends: (() => void)[] = [];
  let value = 0;
  let reads = 0;
  return {
    write: (next: number) => {
      value = next;
    },
    async read(_room: string) {
      reads += 1;
      const seen = value;
      await new Promise<void>(resolve => ends.push(resolve));
      return seen;
    },
    async endRead() {
      await sleep(0);
      ends.shift()?.();
    },
    reads: () => reads,
  };
}

it('what was written before a caller asked is in what it is given, though an older read was under way', async () => {
  const store = slowStore();
  const read = sharedReads(store.read, createLines());
  const early = read('general');
  await sleep(0);
  store.write(1);
  const late = read('general');
  await store.endRead();
  await store.endRead();
  expect(await Promise.all([early, late])).toEqual([0, 1]);
});

it('all who ask during one read share the next', async () => {
  const store = slowStore();
  const read = sharedReads(store.read, createLines());
  const first = read('general');
  await sleep(0);
  const others = Array.from({ length: 7 }, () => read('general'));
  await store.endRead();
  await store.endRead();
  await Promise.all([first, ...others]);
  expect(store.reads()).toBe(2);
});

it('rooms do not wait for each other', async () => {
  const store = slowStore();
  const read = sharedReads(store.read, createLines());
  void read('general');
  void read('random');
  await sleep(0);
  expect(store.reads()).toBe(2);
});

it('a read that fails is not handed to those who ask later', async () => {
  let fails = true;
  const read = sharedReads(async () => {
    if (fails) throw new Error('throttled');
    return 'read';
  }, createLines());
  await expect(read()).rejects.toThrow('throttled');
  fails = false;
  expect(await read()).toBe('read');
});

it('a read that never ends is not waited for', async () => {
  const rings: (() => void)[] = [];
  const lines = createLines((_ms, ring) => {
    rings.push(ring);
    return () => {};
  });
  let reads = 0;
  const read = sharedReads(() => {
    reads += 1;
    return reads === 1 ? new Promise<string>(() => {}) : Promise.resolve('read');
  }, lines);
  void read();
  await sleep(0);
  const next = read();
  rings[0]?.();
  expect(await next).toBe('read');
});
