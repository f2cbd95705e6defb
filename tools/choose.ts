/** One npm script for several programs: `npm run bench -- gateway --json` runs the one named, with what stands after it. */
import { Command } from 'commander';

interface Program {
  readonly what: string;
  readonly run: () => Promise<unknown>;
}

export async function choose(script: string, which: Readonly<Record<string, Program>>): Promise<void> {
  await programs(script, which).parseAsync();
}

/** The same, for a script that does something of its own where none is named. */
export function programs(script: string, which: Readonly<Record<string, Program>>): Command {
  const command = new Command(`npm run ${script} --`).helpCommand(false).enablePositionalOptions();
  for (const [name, { what, run }] of Object.entries(which))
    command
      .command(name)
      .description(what)
      .argument('[flags...]', 'the flags of that program; --help lists them')
      // The program reads its own flags, --help among them.
      .helpOption(false)
      .passThroughOptions()
      .allowUnknownOption()
      .action(async (flags: readonly string[]) => {
        process.argv.splice(2, Number.POSITIVE_INFINITY, ...flags);
        await run();
      });
  return command;
}
