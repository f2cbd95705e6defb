import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { MEMORY, PRICES, PROFILES, QUOTAS, TIMES, UNITS } from '../../costs/defaults.ts';
import { usd } from '../../costs/format.ts';
import { idleConnection } from '../../costs/model/idle.ts';
import { chosenMemory, memoryTable } from '../../costs/model/memory-table.ts';
import { type Prices, pricesOf, priceTable } from '../../costs/model/price-table.ts';
import { profile } from '../../costs/model/profile.ts';
import { priceOf } from '../../costs/model/tiers.ts';
import { unitTable } from '../../costs/model/unit-table.ts';
import { unitsOf } from '../../costs/model/units.ts';
import { inputs, prices } from './given.ts';

const written = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../costs/${name}`, import.meta.url), 'utf8'));

describe('the tables that the model stands on', () => {
  test('name a source and a date for every price and every quota', () => {
    const regions = Object.values(PRICES.regions).flatMap(({ prices, reserved }) => [
      ...Object.values(prices),
      ...Object.values(reserved),
    ]);
    for (const { source } of [...regions, ...Object.values(QUOTAS.quotas)])
      expect(source).toMatchObject({
        name: expect.stringMatching(/./),
        url: expect.stringMatching(/^https:/),
        read: expect.stringMatching(/^20\d\d-\d\d/),
      });
  });

  test('a price without a source is refused', () => {
    const table = written('prices.json');
    delete table.regions['us-east-1'].prices['lambda.request'].source;
    expect(priceTable.safeParse(table).success).toBe(false);
  });

  test('a Region without prices says which there are', () => {
    for (const region of ['eu-central-1', 'ap-southeast-1'])
      expect(() => pricesOf(PRICES, region)).toThrow(
        /no figure is guessed\): there are prices for us-east-1, us-west-2, eu-west-1;/,
      );
    expect(() => pricesOf(PRICES, 'mars-north-1')).toThrow(/prices for us-east-1.*--prices/);
  });

  test.each(['us-west-2', 'eu-west-1'])('%s is metered as us-east-1 is, and nowhere cheaper', region => {
    const metered = (of: Prices) =>
      Object.entries(of.prices).map(([name, { unit, per, tiers, free }]) => ({
        name,
        unit,
        per,
        free,
        ends: tiers.map(({ upTo }) => upTo),
      }));
    const rates = (of: Prices) =>
      Object.entries(of.prices).flatMap(([name, { tiers }]) => tiers.map(tier => ({ name, usd: tier.usd })));
    const there = pricesOf(PRICES, region);
    expect(metered(there)).toEqual(metered(prices));
    const here = rates(prices);
    const cheaper = rates(there).filter((rate, i) => rate.usd < (here[i]?.usd ?? 0));
    expect(cheaper).toEqual([]);
  });

  test.each(Object.keys(PRICES.regions))(
    'SQS in %s gets cheaper at 100 billion, and at 200 billion',
    region => {
      // $0.40, $0.30 and $0.24 a million; the first million is free
      const { 'sqs.request': price } = pricesOf(PRICES, region).prices;
      expect(priceOf(250e9, price, 'always')).toBeCloseTo(
        100_000 * 0.4 + 100_000 * 0.3 + 50_000 * 0.24 - 0.4,
        6,
      );
    },
  );

  test('every function that an operation runs has a service time', () => {
    const functions = Object.values(UNITS.operations).flatMap(({ points }) =>
      points.flatMap(({ invocations }) => Object.keys(invocations)),
    );
    for (const name of new Set(functions)) expect(TIMES.functions).toHaveProperty([name]);
  });

  test('units counted per something else than the model takes them for are refused', () => {
    const table = written('units.json');
    table.operations.disconnect.per = 'connections';
    expect(unitTable.safeParse(table).success).toBe(false);
  });

  test('units whose sizes do not ascend are refused', () => {
    const table = written('units.json');
    table.operations.sendMessage.points.reverse();
    expect(unitTable.safeParse(table).success).toBe(false);
  });

  test('a profile whose rooms do not share out all messages is refused', () => {
    const [first] = PROFILES;
    const rooms = first?.rooms.map(room => ({ ...room, share: 0.2 }));
    expect(profile.safeParse({ ...first, rooms }).success).toBe(false);
  });
});

describe('an idle connection', () => {
  const usdAMonth = idleConnection(inputs, prices);

  test('costs its minutes and more than as much again, as the pages say', () => {
    expect(usdAMonth).toBeGreaterThan(2 * 43_200 * 0.25e-6);
    for (const page of ['deploying', 'operations'])
      expect(readFileSync(new URL(`../../docs/${page}.md`, import.meta.url), 'utf8')).toContain(
        `about $${usdAMonth.toFixed(2)} a month`,
      );
  });

  test('that delivers nothing has no price of a million delivered', () => {
    expect(usd(Number.POSITIVE_INFINITY)).toBe('–');
  });
});

describe('units between two counted sizes', () => {
  const { points } = UNITS.operations.sendMessage;
  const [a, b] = [points[0], points[1]];

  test('lie on a straight line', () => {
    if (!a || !b) throw new Error('two points');
    const n = (a.n + b.n) / 2;
    expect(unitsOf(UNITS, 'sendMessage', n).posts).toBeCloseTo((a.posts + b.posts) / 2, 9);
    expect(unitsOf(UNITS, 'sendMessage', b.n).reads).toEqual(b.reads);
  });

  test('go on past the last, and are never below the first', () => {
    const last = points.at(-1);
    expect(unitsOf(UNITS, 'sendMessage', (last?.n ?? 0) * 2).posts).toBeGreaterThan(last?.posts ?? 0);
    expect(unitsOf(UNITS, 'sendMessage', 0)).toMatchObject({ posts: a?.posts });
  });
});

describe('the memory of a send', () => {
  const rows = memoryTable(MEMORY, TIMES, prices);

  test('makes it faster and dearer the more there is', () => {
    const ten = rows.filter(({ connections }) => connections === 10);
    expect(ten.map(({ ms }) => ms)).toEqual(ten.map(({ ms }) => ms).sort((x, y) => y - x));
    expect(ten.at(-1)?.usdPerMillion).toBeGreaterThan(ten[0]?.usdPerMillion ?? 0);
  });

  test('is chosen where time × price is least, of the sizes that the process fits into', () => {
    const chosen = chosenMemory(rows);
    const ten = rows.filter(({ connections, fits }) => connections === 10 && fits);
    const products = ten.map(({ ms, usdPerMillion }) => ms * usdPerMillion);
    expect(ten[products.indexOf(Math.min(...products))]?.memoryMb).toBe(chosen);
    expect(chosen).toBeGreaterThan(MEMORY.rssMb);
  });
});
