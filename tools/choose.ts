/** One npm script for several programs: `npm run bench -- gateway --json` runs the one named, with what stands after it. */
import { Command } from 'commander';

interface Program {
  readonly what: string;
  readonly run: () => Promise<unknown>;
}

export async function choose(script: string, programs: Readonly<Record<string, Program>>): Promise<void> {
  const command = new Command(`npm run ${script} --`).helpCommand(false).enablePositionalOptions();
  for (const [name, { what, run }] of Object.entries(programs))
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
  await command.parseAsync();
}
