/** The bench through its real entrance. What needs peers, crowds or a quiet machine is left out. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { row } from '../../../tools/bench/side-by-side/row.ts';

const run = promisify(execFile);
const taken = z.object({ few: z.array(z.number()), many: z.array(z.number()), rssMb: z.number() });
const bench = (...flags: readonly string[]) => run('npm', ['run', '--silent', 'bench', '--', ...flags]);

/** Of issue 17. */
const NAMES = [
  'fanout.n100',
  'fanout.n1000',
  'fanout.n5000',
  'fanout.cpu.n100',
  'latency.n100',
  'latency.n1000',
  'rooms.1000x10',
  'connect.join',
  'memory.perConnection',
  'post.cpu',
  'send.cpu',
  'append.contention',
  'cold.import',
  'units.send',
  'growth',
];

describe('npm run bench', { timeout: 300_000 }, () => {
  test('--help names every measurement', async () => {
    const { stdout } = await bench('--help');
    expect(NAMES.filter(name => !stdout.includes(name))).toEqual([]);
  });

  test('the CPU of a send is that of the handler as it is deployed', async () => {
    const program = `
      import { FEW, MANY, sendCpu } from './tools/bench/memory/cpu.ts';
      const { of, rssMb } = await sendCpu(process.cwd(), 1);
      console.log(JSON.stringify({ few: of(FEW), many: of(MANY), rssMb }));
      process.exit();
    `;
    const { stdout } = await run('node', ['--import', 'tsx', '--input-type=module', '-e', program]);
    // A line and no more: the function's own output would spoil --json.
    const [line = '', ...more] = stdout.trim().split('\n');
    expect(more).toEqual([]);
    const { few, many, rssMb } = taken.parse(JSON.parse(line));
    expect(few).toHaveLength(1);
    expect(many[0]).toBeGreaterThan(few[0] ?? Number.POSITIVE_INFINITY);
    expect(rssMb).toBeGreaterThan(0);
  });

  test('a name that it does not have is refused with those that it has', async () => {
    await expect(bench('--only', 'fanout.n1')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('latency.n1000'),
    });
  });

  test('--json prints one list of rows and nothing else; the course goes to stderr', async () => {
    const { stdout, stderr } = await bench('--only', 'units.send', '--json', '--quick');
    const rows = z.array(row).parse(JSON.parse(stdout));
    expect(rows.map(({ name, unit }) => [name, unit])).toEqual([
      ['units.send', 'write units, room of 10'],
      ['units.send', 'read units, room of 10'],
      ['units.send', 'write units, room of 100'],
      ['units.send', 'read units, room of 100'],
    ]);
    for (const { ours, peer, ratio } of rows) {
      expect(ours).toBeGreaterThan(0);
      expect(ratio).toBeCloseTo(ours / peer, 2);
    }
    expect(stderr).toContain('load average');
    expect(stderr).toContain('units.send: a room of 100');
  });
});
