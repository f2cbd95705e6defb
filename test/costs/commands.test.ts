/** The commands as they are typed. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { profileNamed } from './given.ts';

interface Answer {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

const execute = promisify(execFile);

async function typed(command: string, ...args: string[]): Promise<Answer> {
  try {
    const { stdout, stderr } = await execute(process.execPath, [
      '--import',
      'tsx',
      `costs/cli/${command}.ts`,
      ...args,
    ]);
    return { stdout, stderr, code: 0 };
  } catch (error) {
    if (error instanceof Error && 'stdout' in error && 'stderr' in error)
      return { stdout: String(error.stdout), stderr: String(error.stderr), code: 1 };
    throw error;
  }
}

describe('npm run cost', () => {
  test('prints the month of a million users as JSON', async () => {
    const { stdout } = await typed('cost', '--users', '1_000_000', '--profile', 'chat', '--json');
    const cost = JSON.parse(stdout);
    expect(cost.traffic.users).toBe(1_000_000);
    expect(cost.bill.length).toBeGreaterThan(10);
  });

  test('prints the bill of another Region at its prices', async () => {
    const { stdout } = await typed('cost', '--users', '1e6', '--region', 'eu-west-1', '--json');
    const { bill }: { bill: { what: string; usd: number }[] } = JSON.parse(stdout);
    // 1.8 billion minutes at $0.285 a million
    expect(bill.find(({ what }) => what === 'connection minutes')?.usd).toBeCloseTo(1_800 * 0.285, 6);
  });

  test('prints the scaling discussion put right, with its totals to the cent', async () => {
    const { stdout } = await typed('cost', '--seed-analysis', '--json');
    const { totals } = JSON.parse(stdout);
    expect(totals.map(({ right }: { right: number }) => right.toFixed(2))).toEqual([
      '10.56',
      '102.03',
      '3901.24',
    ]);
    const { stdout: text } = await typed('cost', '--seed-analysis');
    for (const figure of ['$10.56', '$102.03', '$3,901.24', '$759.67', '$7,593.03', '$78,631.20', '1,000×'])
      expect(text).toContain(figure);
  });

  test('takes a profile from a file, and says what is wrong with one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'profile-'));
    const [good, bad] = [join(folder, 'good.json'), join(folder, 'bad.json')];
    writeFileSync(good, JSON.stringify({ ...profileNamed('support'), name: 'mine' }));
    writeFileSync(bad, JSON.stringify({ ...profileNamed('support'), sessionsPerDay: -1 }));
    expect((await typed('cost', '--users', '1000', '--profile', good)).stdout).toContain('Profile mine');
    const refused = await typed('cost', '--users', '1000', '--profile', bad);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('sessionsPerDay') });
    expect(refused.stderr).not.toContain('    at ');
  });

  test('names what there is where an option is wrong', async () => {
    expect((await typed('cost', '--profile', 'chess')).stderr).toMatch(/chat, support, live-event, iot/);
    expect((await typed('cost', '--region', 'mars-north-1')).stderr).toMatch(
      /us-east-1, us-west-2, eu-west-1/,
    );
    expect((await typed('cost', '--users', 'many')).stderr).toMatch(/number above 0/);
  });

  test('explains itself', async () => {
    for (const command of ['cost', 'plan', 'simulate'])
      expect((await typed(command, '--help')).stdout).toMatch(/--json/);
  });
});

describe('npm run plan', () => {
  test('says what to raise, and to what', async () => {
    const { stdout } = await typed('plan', '--users', '1e6');
    expect(stdout).toMatch(/requests a second, posts among them .* raise to [\d,]+/);
    expect(stdout).toContain('Reconnect storm');
  });

  test('prints a preset', async () => {
    const { stdout } = await typed('plan', '--preset', 'thousands');
    expect(JSON.parse(stdout)).toMatchObject({ scale: 'thousands', tables: 'on-demand' });
  });
});

describe('npm run simulate', () => {
  test('prints each size ours and naive', async () => {
    const { stdout } = await typed('simulate', '--members', '1000', '--rate', '5', '--json');
    const rooms: { members: number; way: string }[] = JSON.parse(stdout);
    expect(rooms.map(({ members, way }) => `${members} ${way}`)).toEqual([
      '10 ours',
      '10 naive',
      '100 ours',
      '100 naive',
      '1000 ours',
      '1000 naive',
    ]);
  });
});

describe('in a terminal of 80 columns', () => {
  test.each([
    ['cost', ['--users', '100000']],
    ['cost', ['--seed-analysis']],
    ['plan', ['--users', '100000']],
    ['simulate', ['--members', '100']],
  ])('npm run %s -- %j prints no table that is wider', async (command, args) => {
    process.env.COLUMNS = '80';
    const { stdout } = await typed(command, ...args);
    delete process.env.COLUMNS;
    // Sentences are wrapped by the terminal; a row of a table has blanks between its columns.
    const rows = stdout.split('\n').filter(line => /\S {2,}\S/.test(line));
    expect(rows.length).toBeGreaterThan(5);
    expect(rows.filter(row => row.trimEnd().length > 80)).toEqual([]);
  });
});

describe('a wrong file', () => {
  test.each([
    ['{"name":1}', /wrong shape: name: .* \(and \d+ more\)\.$/],
    ['{"name":', /holds no JSON: /],
  ])('that holds %s is told in one line', async (text, told) => {
    const file = join(await mkdtemp(join(tmpdir(), 'costs-')), 'wrong.json');
    writeFileSync(file, text);
    const { stderr, code } = await typed('cost', '--profile', file);
    expect(code).toBe(1);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr.trimEnd()).toMatch(told);
  });
});

test('--help names the commands as one types them', async () => {
  for (const command of ['cost', 'plan', 'simulate'])
    expect((await typed(command, '--help')).stdout).toContain(`Usage: npm run ${command} -- [options]`);
});
