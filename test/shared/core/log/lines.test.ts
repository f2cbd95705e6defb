import { describe, expect, it } from 'vitest';
import { createLines } from '../../../../shared/core/log/lines.ts';

const never = () => new Promise<never>(() => {});

function lines() {
  const rings: (() => void)[] = [];
  const cancelled: number[] = [];
  const inLine = createLines((_, ring) => {
    const nth = rings.push(ring) - 1;
    return () => void cancelled.push(nth);
  });
  return { inLine, rings, cancelled };
}

describe('work under one key', () => {
  it('is done one by one, in the order it came, also after one that failed', async () => {
    const { inLine, cancelled } = lines();
    const done: number[] = [];
    const results = await Promise.allSettled(
      [1, 2, 3].map(n =>
        inLine(
          'room',
          async () => {
            await null;
            done.push(n);
            if (n === 2) throw new Error('failed');
          },
          1_000,
        ),
      ),
    );
    expect(done).toEqual([1, 2, 3]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(cancelled).toEqual([0, 1, 2]);
  });

  it('goes on when the time of a function that was killed is over, and not before', async () => {
    const { inLine, rings } = lines();
    void inLine('room', never, 1_000);
    let isDone = false;
    const next = inLine('room', async () => {
      isDone = true;
    });
    await inLine('another room', async () => {});
    expect(isDone).toBe(false);
    rings[0]?.();
    await next;
    expect(isDone).toBe(true);
  });
});
