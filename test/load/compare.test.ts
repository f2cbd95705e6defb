import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { comparisonOf } from '../../load/compare/comparison.ts';
import type { Result } from '../../load/result/result.ts';
import { aResult } from './given.ts';
import { fresh, typed } from './typed.ts';

const latency = (p99: number): Partial<Result> => ({
  latencyMs: { p50: 10, p90: 20, p99, p999: 80, max: 100 },
});
const judged = (changes: Partial<Result>, tolerance = 0.2) => {
  const { compared, worse } = comparisonOf(aResult(), aResult(changes), tolerance);
  return { worse, verdict: (name: string) => compared.find(one => one.name === name)?.verdict };
};

describe('two runs', () => {
  test('that are the same are the same in everything that is judged', () => {
    const { compared, worse, differences } = comparisonOf(aResult(), aResult(), 0);
    expect(worse).toBe(false);
    expect(differences).toEqual([]);
    for (const { verdict } of compared) expect(['same', 'not judged']).toContain(verdict);
  });

  test.each([
    ['slower within the tolerance', latency(60), 'delivery p99', 'same'],
    ['slower past it', latency(61), 'delivery p99', 'worse'],
    ['faster', latency(30), 'delivery p99', 'better'],
    ['fewer deliveries a second', { deliveriesPerSecond: 700 }, 'deliveries a second', 'worse'],
    ['more deliveries a second', { deliveriesPerSecond: 1_200 }, 'deliveries a second', 'better'],
    ['one message lost where none was', { lost: 1 }, 'lost', 'worse'],
    ['one error where none was', { errors: { INTERNAL: 1 } }, 'errors', 'worse'],
    ['flood control at work', { errors: { RATE_LIMITED: 9 } }, 'errors', 'same'],
    ['longer tails than can be judged', latency(50), 'delivery p99.9', 'not judged'],
    ['nothing counted', { units: undefined }, 'reads per 1,000 messages', 'not judged'],
  ] as const)('%s', (_, changes, name, verdict) => {
    const found = judged(changes as Partial<Result>);
    expect(found.verdict(name)).toBe(verdict);
    expect(found.worse).toBe(verdict === 'worse');
  });

  test('a difference of a millisecond is noise, whatever its ratio', () => {
    const fast = aResult({ latencyMs: { p50: 1, p90: 1, p99: 1, p999: 1, max: 1 } });
    const slow = aResult({ latencyMs: { p50: 2, p90: 2, p99: 2, p999: 2, max: 2 } });
    expect(comparisonOf(fast, slow, 0.2).worse).toBe(false);
  });

  test('that were told different things say which', () => {
    const { plan } = aResult();
    const { differences } = comparisonOf(aResult(), aResult({ plan: { ...plan, rate: 200 } }), 0.2);
    expect(differences).toEqual(['rate: 100 and 200']);
  });
});

describe('npm run load:compare', () => {
  const written = (changes: Partial<Result> = {}) => {
    const file = fresh('json');
    writeFileSync(file, JSON.stringify(aResult(changes)));
    return file;
  };

  test('exits 0 within the tolerance and 1 past it, and shows figures and ratio', async () => {
    const [before, after] = [written(), written(latency(75))];
    const [worse, better, lenient] = await Promise.all([
      typed('compare', before, after),
      typed('compare', after, before),
      typed('compare', before, after, '--tolerance', '50%', '--json'),
    ]);
    expect(worse.code).toBe(1);
    expect(worse.stdout).toMatch(/delivery p99 +50 ms +75 ms +1\.5× +worse/);
    expect(worse.stdout).toContain('Worse by more than 20%.');
    expect(better).toMatchObject({ code: 0, stdout: expect.stringContaining('better') });
    expect(lenient.code).toBe(0);
    expect(JSON.parse(lenient.stdout)).toMatchObject({ tolerance: 0.5, worse: false });
  });

  test('says of a file that can’t be compared what is wrong with it', async () => {
    const [fine, other, broken] = [written(), fresh('json'), fresh('json')];
    writeFileSync(other, '{"format":"something else"}');
    writeFileSync(broken, 'not JSON');
    const answers = await Promise.all(
      [fresh('json'), other, broken].map(file => typed('compare', fine, file)),
    );
    expect(answers.map(({ code }) => code)).toEqual([2, 2, 2]);
    expect(answers.map(({ stderr }) => stderr)).toEqual([
      expect.stringMatching(/can't be read/),
      expect.stringMatching(/wrong shape: format: .*written by npm run load -- --json/),
      expect.stringMatching(/holds no JSON/),
    ]);
    for (const { stderr } of answers) expect(stderr).not.toContain('    at ');
  });
});
