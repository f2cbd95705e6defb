import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { projectedCost } from '../../load/bill/projected.ts';
import { type Overrides, planOf } from '../../load/plan.ts';
import { readScenario } from '../../load/scenario.ts';
import { allowed } from '../../load/target/stage.ts';
import { tokensIn } from '../../load/target/tokens.ts';
import { fresh, typed } from './typed.ts';

const STAGE = 'wss://abc.execute-api.us-east-1.amazonaws.com/prod';
const plan = (overrides: Overrides, connectsPerSecond = 500) =>
  planOf(readScenario('steady'), overrides, {
    ...{ name: 'steady', protocol: 'messaging', seed: 1, drain: 60, connectsPerSecond },
  });
const small = { connections: 100, rooms: 10, rate: 20, duration: 30 };

function asked(overrides: Overrides, yes: boolean, { url = STAGE, connectsPerSecond = 500 } = {}) {
  const said: string[] = [];
  const may = allowed(url, plan(overrides, connectsPerSecond), {
    region: 'us-east-1',
    yes,
    say: text => said.push(text),
  });
  return { may, said: said.join('\n') };
}

describe('a real stage', () => {
  test.each([
    ['a small run', small, false, true],
    ['more connections', { ...small, connections: 201 }, false, false],
    ['more messages', { ...small, rate: 51 }, false, false],
    ['a rising rate', { ...small, rateTo: 51 }, false, false],
    ['a longer run', { ...small, duration: 121 }, false, false],
    ['all of it, with --yes', { connections: 5_000, rate: 200, duration: 600 }, true, true],
  ])('%s', (_, overrides, yes, may) => {
    const answer = asked(overrides, yes);
    expect(answer.may).toBe(may);
    expect(answer.said).toMatch(/This run is going to cost about \$\d/);
    expect(answer.said.includes('Without --yes')).toBe(!may);
  });

  test('is not connected to faster than the default quota without --yes', () => {
    expect(asked(small, false, { connectsPerSecond: 501 }).may).toBe(false);
  });

  test('is told from a server on this machine, where nobody pays', () => {
    const answer = asked({ connections: 5_000 }, false, { url: 'ws://127.0.0.1:4000/local' });
    expect(answer).toEqual({ may: true, said: '' });
  });

  test('is not even looked up by name before --yes', async () => {
    const { code, stderr } = await typed('main', '--url', STAGE, '--connections', '5000');
    expect(code).toBe(1);
    expect(stderr).toMatch(/API Gateway messages[\s\S]*Nothing was sent\. Give --yes/);
    expect(stderr).not.toContain('ENOTFOUND');
  });
});

test('the projected bill is the arithmetic that one does by hand', () => {
  // 100 connections in 10 rooms of 10 send 600 messages: each is a frame, a reply and 9 posts.
  const settings = { PRESENCE_LIMIT: '0' };
  const cost = projectedCost({ ...plan(small), settings, ramp: 0 }, 'us-east-1');
  const quantity = (what: string) => cost.lines.find(line => line.what === what)?.quantity ?? 0;
  const sends = 600 * (1 + 1 + 9);
  const joins = 100 * 2;
  const syncs = 100 * 2;
  expect(quantity('API Gateway messages')).toBeCloseTo(sends + joins + syncs, 0);
  expect(quantity('API Gateway connection minutes')).toBeCloseTo(50, 6);
  // One write a message; of each connection two to connect, two to join and two to disconnect.
  expect(quantity('DynamoDB write units')).toBeCloseTo(600 + 100 * 6, 0);
  const messages = cost.lines.find(({ what }) => what === 'API Gateway messages');
  expect(messages?.usd).toBeCloseTo((sends + joins + syncs) / 1e6, 8);
  expect(cost.usd).toBeCloseTo(
    cost.lines.reduce((sum, { usd }) => sum + usd, 0),
    12,
  );
  expect(cost.usdPerThousandSent).toBeCloseTo((cost.usd / 600) * 1e3, 12);
  expect(cost).toMatchObject({ basis: 'projected', region: 'us-east-1' });
});

test('a bill of a region whose prices are not at hand names whose they are', () => {
  expect(projectedCost(plan(small), 'ap-southeast-1').region).toBe('us-east-1');
});

test('a file of tokens is refused by its line', () => {
  const file = fresh('txt');
  writeFileSync(file, 'aaa.bbb.ccc\n\n  ddd.eee.fff  \n');
  expect(tokensIn(file)).toEqual(['aaa.bbb.ccc', 'ddd.eee.fff']);
  writeFileSync(file, 'aaa.bbb.ccc\nBearer ddd.eee.fff\n');
  expect(() => tokensIn(file)).toThrow(/line 2: that is no JWT/);
  writeFileSync(file, '\n');
  expect(() => tokensIn(file)).toThrow(/holds no token/);
});
