import { describe, expect, test } from 'vitest';
import { command, type Flags } from '../../load/flags.ts';
import { assignmentsOf, type Overrides, planOf } from '../../load/plan.ts';
import { readScenario } from '../../load/scenario.ts';
import { typed } from './typed.ts';

function flagsOf(...args: string[]): Flags {
  command.exitOverride().configureOutput({ writeErr: () => {} });
  return command.parse(args, { from: 'user' }).opts<Flags>();
}
const fixed = { name: 'steady', protocol: 'messaging', seed: 1, connectsPerSecond: 500, drain: 60 } as const;
const planWith = (overrides: Overrides) => planOf(readScenario('steady'), overrides, fixed);

describe('the flags', () => {
  test.each([
    [['--connections', '0'], /A whole number from 1/],
    [['--connections', '1.5'], /A whole number from 1/],
    [['--rate', 'fast'], /A number from 0/],
    [['--duration', '0'], /A number above 0/],
    [['--url', 'https://example.com'], /A WebSocket URL, as in wss/],
    [['--protocol', 'mqtt'], /Allowed choices are messaging, echo/],
    [['--setting', 'presence'], /NAME=value/],
    [['--conections', '5'], /unknown option.*connections/s],
    [['steady'], /too many arguments/],
  ])('%j is refused with what it should be', (args, message) => {
    expect(() => flagsOf(...args)).toThrow(message);
  });

  test('are the ones that the documentation names', () => {
    const names = command.options.map(({ long }) => long);
    for (const name of ['url', 'connections', 'rooms', 'rate', 'duration', 'ramp', 'size', 'scenario'])
      expect(names).toContain(`--${name}`);
    for (const name of ['workers', 'seed', 'json', 'report', 'tokens', 'protocol', 'yes', 'fault'])
      expect(names).toContain(`--${name}`);
  });

  test('a run that is not possible says which figure is at fault', () => {
    expect(() => planWith({ size: 5 })).toThrow(/not possible[\s\S]*size/);
    expect(() => planWith({ size: 20_000 })).toThrow(/not possible[\s\S]*size/);
    expect(() => planWith({ rooms: 2, roomsPerConnection: 3 })).toThrow(
      /3 rooms per connection .* the 2 rooms/,
    );
    expect(() => readScenario('stedy')).toThrow(/There is no scenario stedy: .*steady/);
  });
});

test('npm run load says one line of what is wrong, and explains itself', async () => {
  const [help, wrong, tokens] = await Promise.all([
    typed('main', '--help'),
    typed('main', '--scenario', 'stedy'),
    typed('main', '--url', 'ws://127.0.0.1:9/local'),
  ]);
  expect(help).toMatchObject({ code: 0, stdout: expect.stringMatching(/--workers[\s\S]*--report/) });
  expect(wrong).toMatchObject({ code: 1, stderr: expect.stringMatching(/^There is no scenario stedy/) });
  expect(tokens).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/No server answers at .*npm start/),
  });
  for (const { stderr } of [wrong, tokens]) expect(stderr).not.toContain('    at ');
});

test('a file that can’t be written is told before the run', async () => {
  for (const flag of ['--json', '--report']) {
    const { code, stderr } = await typed('main', flag, '/no/such/folder/result', '--duration', '600');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^\/no\/such\/folder\/result can't be written: .*\n$/);
  }
});

test('--help tells defaults as one types them', async () => {
  const [run, compare] = await Promise.all([typed('main', '--help'), typed('compare', '--help')]);
  expect(run.stdout).not.toMatch(/default: [{[]/);
  expect(compare.stdout).toMatch(/how much worse a figure may be \(default:\s+20\)/);
});

describe('past 20,000 connections', () => {
  const assigned = (url: string) =>
    assignmentsOf(planWith({ connections: 45_000, workers: 3 }), {
      ...{ url, tokens: ['t'], local: url.includes('127'), startedAt: 1 },
    }).flatMap(({ seats }) => seats);

  test('further loopback addresses are used, each below the 28,000 ports that one has', () => {
    const byAddress = new Map<string, number>();
    for (const { localAddress = '127.0.0.1' } of assigned('ws://127.0.0.1:1/local'))
      byAddress.set(localAddress, (byAddress.get(localAddress) ?? 0) + 1);
    expect([...byAddress.keys()].sort()).toEqual(['127.0.0.1', '127.0.0.2', '127.0.0.3']);
    for (const ports of byAddress.values()) expect(ports).toBeLessThan(28_000);
  });

  test('a stage is left to the addresses that the machine has', () => {
    expect(new Set(assigned('wss://stage').map(({ localAddress }) => localAddress))).toEqual(
      new Set([undefined]),
    );
  });

  test('rooms and connections are spread evenly over all threads', () => {
    const seats = assigned('ws://127.0.0.1:1/local');
    expect(seats).toHaveLength(45_000);
    const members = new Map<string, number>();
    for (const { rooms } of seats) for (const room of rooms) members.set(room, (members.get(room) ?? 0) + 1);
    expect(new Set(members.values())).toEqual(new Set([900]));
  });
});
