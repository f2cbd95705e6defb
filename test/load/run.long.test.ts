/** Whole runs: the generator, its threads, a gateway in a process of its own, the files that are left. */
import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { projectionOf } from '../../load/bill/projected.ts';
import { planOf } from '../../load/plan.ts';
import { readScenario } from '../../load/scenario.ts';
import { fresh, load, unmet } from './typed.ts';

describe('a steady run', () => {
  test('delivers everything once, and leaves a result and a report that say so', async () => {
    const { code, stdout, stderr, result, html } = await load(
      ...['--connections', '24', '--rooms', '4', '--rate', '80', '--duration', '2', '--ramp', '0'],
      ...['--workers', '2', '--setting', 'PRESENCE_LIMIT=0'],
    );
    // A busy machine may be late; nothing else may go wrong.
    expect(unmet(result).filter(what => !what.endsWith('p99'))).toEqual([]);
    expect(code).toBe(result.passed ? 0 : 1);
    expect(result).toMatchObject({
      connections: 24,
      lost: 0,
      doubled: 0,
      disagreed: 0,
      duplicated: 0,
      errors: {},
    });
    expect(result.sent).toBeGreaterThan(100);
    expect(result.acked).toBe(result.sent);
    // Each of the four rooms has six members, of whom one sent.
    expect(result.expected).toBe(result.sent * 5);
    expect(result.delivered).toBe(result.expected);
    expect(result.units?.posts).toBe(result.delivered);
    expect(result.latencyMs?.p50).toBeGreaterThan(0);
    expect(result.histogram.reduce((sum, { count }) => sum + count, 0)).toBe(result.delivered);
    expect(result.series.reduce((sum, { delivered }) => sum + delivered, 0)).toBe(result.delivered);
    expect(result.server?.bytesPerConnection).toBeGreaterThan(0);
    expect(result.cost).toMatchObject({ basis: 'counted', region: 'us-east-1' });

    // Not a terminal: plain lines, and the summary on its own.
    expect(stderr).toMatch(/^sending: connected 24 \(100%\), sent \d+/m);
    expect(stderr).not.toContain('\u001b[');
    expect(stdout).toMatch(/deliveries +\d+ of \d+ expected/);

    const [, data = ''] = /<script type="application\/json" id="result">(.*)<\/script>/.exec(html) ?? [];
    expect(JSON.parse(data)).toEqual(JSON.parse(JSON.stringify(result)));

    // The bill that a stage's run is announced with stands on the same units.
    const plan = planOf(readScenario('steady'), result.plan, {
      ...{ name: 'steady', protocol: 'messaging', seed: 1, connectsPerSecond: 500, drain: 60 },
    });
    const settings = { PRESENCE_LIMIT: '0' };
    const rate = result.sent / plan.duration;
    const projected = projectionOf({ ...plan, settings, rate, rateTo: rate });
    expect(projected.meteredMessages / (result.units?.meteredMessages ?? 0)).toBeCloseTo(1, 1.7);
  }, 120_000);
});

describe('a run in which much goes on', () => {
  test('loses nothing while clients drop, stall, step out and roll over', async () => {
    const scenario = fresh('yaml');
    writeFileSync(
      scenario,
      JSON.stringify({
        about: 'All events at once.',
        connections: 24,
        rooms: 4,
        rate: 40,
        duration: 5,
        ramp: 0,
        size: 200,
        events: {
          storm: { at: 1, share: 0.7, within: 1 },
          churn: { perSecond: 2, away: 1 },
          slow: { share: 0.2, every: 2, pause: 1 },
          rollover: { lifetime: 3 },
        },
        expect: { lost: 0, backWithin: 60 },
        settings: { PRESENCE_LIMIT: '0' },
      }),
    );
    const { code, result } = await load('--scenario', scenario, '--workers', '2');
    expect(unmet(result)).toEqual([]);
    expect(code).toBe(0);
    expect(result.storm?.dropped).toBeGreaterThan(8);
    // What was said while they were gone came by resume, and is told apart from what never came.
    expect(result.recovered.resume).toBeGreaterThan(0);
    expect(result.delivered).toBe(result.expected);
  }, 120_000);
});

describe('--protocol echo', () => {
  test('drives a plain echo server through the same parser, checker and histogram', async () => {
    const { code, result } = await load(
      ...['--protocol', 'echo', '--connections', '10', '--rate', '1000', '--duration', '1', '--ramp', '0'],
    );
    expect(unmet(result).filter(what => !what.endsWith('p99'))).toEqual([]);
    expect(code).toBe(result.passed ? 0 : 1);
    expect(result.checks.map(({ what }) => what)).not.toContain('acknowledgement p99');
    expect(result.sent).toBeGreaterThan(700);
    expect(result.delivered).toBe(result.sent);
    expect(result).not.toHaveProperty('cost');
  }, 60_000);
});
