/** Every command that the pages show is taken by its program as it stands: by the program's own flags, arguments and checks. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { App } from 'aws-cdk-lib';
import type { Command } from 'commander';
import { afterEach, expect, test, vi } from 'vitest';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { CONTEXT_NAMES, settingsOf } from '../../infra/settings.ts';
import { CALLS, SHOWN } from './commands.ts';

/** What became of the command lines that programs read. */
const read = vi.hoisted(() => ({ taken: 0, refused: [] as string[] }));

/** Programs that get no further than their command line. */
vi.mock('commander', async original => {
  const commander = await original<{ Command: typeof Command }>();
  const end = (): never => {
    read.taken += 1;
    throw new Error('the command line was read');
  };
  class OnlyReads extends commander.Command {
    #leadsOn = false;
    override createCommand(name?: string): Command {
      return new OnlyReads(name);
    }
    override passThroughOptions(on?: boolean): this {
      this.#leadsOn = true;
      return super.passThroughOptions(on);
    }
    override action(run: Parameters<Command['action']>[0]): this {
      // `npm run bench -- cold --json` has the rest read by another program, which may take nothing.
      return super.action((flags, ...rest) => {
        if (!this.#leadsOn || flags.length === 0) end();
        return run.call(this, flags, ...rest);
      });
    }
    override parse(): this {
      super.parse();
      return end();
    }
    override async parseAsync(): Promise<this> {
      // Not every program waits for it.
      await super.parseAsync().catch(() => {});
      return this;
    }
    override outputHelp(): void {
      end();
    }
    override error(message: string): never {
      read.refused.push(message);
      throw new Error(message);
    }
  }
  return { ...commander, Command: OnlyReads };
});

const { argv } = process;
afterEach(() => {
  process.argv = argv;
  process.exitCode = undefined;
  vi.restoreAllMocks();
});

/** They read no command line: they take nothing. */
const WITHOUT_FLAGS = ['tools/help.ts', 'client/packaging/main.ts', 'examples/node-bot.ts'];

test('the pages show commands of most programs', () => {
  expect(CALLS.length).toBeGreaterThan(40);
  expect(new Set(CALLS.map(({ program }) => program)).size).toBeGreaterThan(12);
});

test.each(CALLS)('$page: $line', async ({ program, args }) => {
  expect(existsSync(program), program).toBe(true);
  if (WITHOUT_FLAGS.includes(program)) return expect(args).toEqual([]);
  Object.assign(read, { taken: 0, refused: [] });
  process.argv = ['node', program, ...args];
  vi.spyOn(process, 'exit').mockImplementation(code => {
    throw new Error(`exit ${code}`);
  });
  for (const stream of ['log', 'error'] as const) vi.spyOn(console, stream).mockImplementation(() => {});
  vi.resetModules();
  await import(/* @vite-ignore */ resolve(program)).catch(() => {});
  expect(read.refused).toEqual([]);
  expect(read.taken).toBeGreaterThan(0);
});

const CONTEXTS = SHOWN.filter(({ line }) =>
  /^(?:npx cdk|npm run (?:deploy|synth))\b.*--context stage=/.test(line),
);

test.each(CONTEXTS)('$page: the settings of $line', ({ line }) => {
  const given = [...line.matchAll(/--context (\w+)=(\S+)/g)].map(([, name = '', value]) => [name, value]);
  // A page may show what matters, and leave out what prod asks for each time.
  const asked = { alertEmail: 'on-call@example.com', mailFrom: 'chat@example.com' };
  const context = { ...cdkJson.context, ...asked, ...Object.fromEntries(given) };
  expect(() => settingsOf(new App({ context }).node)).not.toThrow();
  expect(given.filter(([name = '']) => !CONTEXT_NAMES.includes(name))).toEqual([]);
});

test('the files that a test runner is given are there', () => {
  const paths = SHOWN.flatMap(({ line }) =>
    [...line.matchAll(/npx vitest run (?:--config )?([\w./-]+)/g)].map(([, path = '']) => path),
  );
  expect(paths.filter(path => !existsSync(path))).toEqual([]);
});
