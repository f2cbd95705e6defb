import { describe, expect, it } from 'vitest';
import { TokenBucket } from '../../../emulator/http/token-bucket.ts';
import { ruleFrom } from '../../../emulator/rules.ts';

describe('a token bucket', () => {
  it('gives its burst at once, then its rate, and never more than the burst after a rest', async () => {
    const bucket = new TokenBucket(100, 5);
    const taken = () => Array.from({ length: 20 }, () => bucket.take()).filter(Boolean).length;
    expect(taken()).toBe(5);
    await new Promise(resolve => setTimeout(resolve, 30));
    const some = taken();
    expect(some).toBeGreaterThanOrEqual(2);
    await new Promise(resolve => setTimeout(resolve, 200));
    expect(taken()).toBe(5);
  });

  it('without a rate never runs dry', () => {
    const bucket = new TokenBucket(Number.POSITIVE_INFINITY, 1);
    for (let i = 0; i < 1_000; i += 1) expect(bucket.take()).toBe(true);
  });
});

describe('a rule', () => {
  it('is set by its name, turned off, or refused with the list', () => {
    expect(ruleFrom('idleMs=1000')).toEqual({ idleMs: 1_000 });
    expect(ruleFrom('connectsPerSecond=off')).toEqual({ connectsPerSecond: Number.POSITIVE_INFINITY });
    for (const unknown of ['idle=1', 'constructor=1', ''])
      expect(() => ruleFrom(unknown)).toThrow(/there is no rule[\s\S]*idleMs=600000 [\s\S]*asyncRetryMs/);
    for (const wrong of ['idleMs=', 'idleMs', 'idleMs=-1', 'idleMs=soon'])
      expect(() => ruleFrom(wrong)).toThrow(/a number from 0, or "off"/);
  });
});
