/** What the operations cost, in the units that the store itself reports: as docs/architecture.md says, and the cost model takes it. */
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { UNITS } from '../../costs/defaults.ts';
import type { Consumed } from '../../shared/aws/document-client.ts';
import { documentedRows, figuresOf, SMALL_BYTES } from '../../tools/costs/architecture-table.ts';
import { DOCUMENTED } from '../../tools/costs/documented.ts';
import { COUNTS } from '../../tools/costs/operations.ts';
import { secretCalls } from '../../tools/costs/secret-calls.ts';
import { startServers } from '../../tools/costs/servers.ts';
import { testServer } from '../support/server.ts';

const consumed: Consumed[] = [];
const server = await testServer({
  settings: { PRESENCE_LIMIT: '0' },
  container: { onConsumed: report => consumed.push(report) },
});
const small = await startServers(SMALL_BYTES);
const asModelled = await startServers(UNITS.messageBytes);
afterAll(async () => {
  await server.close();
  await small.close();
  await asModelled.close();
});

/** A room of 100,000 takes a minute to fill: `npm run costs:units` counts it. */
const LARGEST = 10_000;
const sized = DOCUMENTED.flatMap(row =>
  row.sizes.filter(n => n <= LARGEST).map(n => [row.what, n, row] as const),
);

describe('the documented table of what each thing may cost', () => {
  it.each(sized)('%s (%i): what the store reports', async (_, n, { operation, ...says }) => {
    expect(figuresOf(await COUNTS[operation](small, n))).toEqual({
      writes: says.writes(n),
      reads: says.reads(n),
      invocations: says.invocations(n),
      messages: says.metered(n),
    });
  });

  it('30 publishes through one warm container: one call of Secrets Manager', async () => {
    expect(await secretCalls(small.plain, 30)).toBe(1);
  });

  it('stands in docs/architecture.md word for word', () => {
    const page = readFileSync(new URL('../../docs/architecture.md', import.meta.url), 'utf8');
    const rows = page.split('\n').map(line => line.split('|').map(cell => cell.trim()));
    for (const cells of documentedRows()) expect(rows).toContainEqual(['', ...cells, '']);
  });
});

describe('the calls of a message', () => {
  it('are the same four to the fifteenth message, and one more for the first, which claims the room', async () => {
    const room = 'calls';
    const [alice] = await server.connectAll(['alice', 'bob', 'carol'], room);
    for (let number = 1; number <= 15; number++) {
      consumed.length = 0;
      const reply = await alice.ask('sendMessage', { room, text: 'x', messageId: `message-${number}` });
      expect(reply).toMatchObject({ type: 'ok', seq: number });
      expect(consumed.map(({ command, table }) => `${command} ${table}`).sort()).toEqual([
        'GetItem connections',
        'PutItem messages',
        'Query connections',
        'Query messages',
        ...(number === 1 ? ['UpdateItem messages'] : []),
      ]);
    }
  });
});

describe('the units that the cost model takes', () => {
  it('were counted, not written by hand', () => {
    expect(UNITS.generated.by).toBe('costs:units');
  });

  /** One cheap size of each: enough to see that the file is out of date. */
  const CHEAP = {
    connect: 0,
    disconnect: 1,
    joinRooms: 1,
    sendMessage: 10,
    sync: 1,
    ping: 0,
    typing: 10,
    markRead: 10,
  };
  it.each(Object.entries(CHEAP))('%s is counted as costs/units.json has it', async (name, n) => {
    const operation = name as keyof typeof CHEAP;
    const point = UNITS.operations[operation].points.find(one => one.n === n);
    expect({ n, ...(await COUNTS[operation](asModelled, n)) }).toEqual(point);
  });
});
