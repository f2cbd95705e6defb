import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checksOf } from '../../load/result/checks.ts';
import { type Expectations, readScenario, SCENARIOS } from '../../load/scenario.ts';
import { aResult } from './given.ts';
import { fresh } from './typed.ts';

describe('the scenarios', () => {
  test('are those that the documentation names', () => {
    expect(SCENARIOS).toEqual(
      expect.arrayContaining([
        ...['steady', 'ramp-to-max', 'large-room', 'many-rooms', 'reconnect-storm'],
        ...['slow-consumers', 'presence-churn', 'soak', 'two-hour-rollover'],
      ]),
    );
  });

  test.each(SCENARIOS)(
    '%s says what it expects: nothing lost, and how late the slowest hundredth may be',
    name => {
      const { expect: expected, about } = readScenario(name);
      expect(about).not.toBe('');
      expect(expected.lost).toBe(0);
      expect(expected.p99).toBeGreaterThan(0);
    },
  );

  test('a file with a mistake is told where', () => {
    const file = fresh('yaml');
    writeFileSync(
      file,
      'about: mine\nconnections: many\nrooms: 1\nrate: 1\nduration: 1\nramp: 0\nsize: 200\nexpect: {}\n',
    );
    expect(() => readScenario(file)).toThrow(/is no scenario: connections: [^\n]+\.$/);
    writeFileSync(
      file,
      `${'about: mine\nconnections: 1\nrooms: 1\nrate: 1\nduration: 1\nramp: 0\nsize: 200\n'}expect: { losd: 0 }\n`,
    );
    expect(() => readScenario(file)).toThrow(/losd/);
    writeFileSync(file, 'about: [mine\nconnections: 1\n');
    expect(() => readScenario(file)).toThrow(/is no YAML: .+ at line 2, column \d+\.$/);
  });
});

describe('an expectation', () => {
  const expected: Expectations = {
    lost: 0,
    connected: 1,
    missed: 0,
    errors: 0,
    p99: 50,
    ackP99: 50,
    backWithin: 30,
  };
  const unmet = (changes: Parameters<typeof aResult>[0]) =>
    checksOf(
      expected,
      aResult({ storm: { dropped: 9, backMs: { p50: 1, p90: 1, p99: 1, p999: 1, max: 1 } }, ...changes }),
    )
      .filter(({ met }) => !met)
      .map(({ what }) => what);
  const slow = { p50: 1, p90: 1, p99: 51, p999: 60, max: 31_000 };

  test.each([
    ['messages lost', { lost: 1 }],
    ['messages doubled', { doubled: 1 }],
    ['disagreements on order', { disagreed: 1 }],
    ['connected when sending began', { connections: 19 }],
    ['messages acknowledged', { acked: 999 }],
    ['pushes that never came', { missed: 1 }],
    ['errors', { errors: { NO_REPLY: 1 } }],
    ['delivery p99', { latencyMs: slow }],
    ['delivery p99', { latencyMs: undefined }],
    ['acknowledgement p99', { ackMs: slow }],
    ['all back after the storm', { storm: { dropped: 9, backMs: slow } }],
  ])('on %s fails where it is not met', (what, changes) => {
    expect(unmet(changes as Parameters<typeof aResult>[0])).toEqual([what]);
  });

  test('is met by a run that meets it', () => {
    expect(unmet({})).toEqual([]);
  });
});
