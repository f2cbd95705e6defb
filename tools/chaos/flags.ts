/** What `npm run chaos --` takes. */
import { Command, InvalidArgumentError } from 'commander';

export interface Flags {
  readonly seed: number;
  readonly duration: number;
  readonly clients: number;
  readonly from?: string;
  readonly schedule?: string;
  readonly shrink?: true;
  readonly json?: true;
}

const whole =
  (least: number, most: number) =>
  (text: string): number => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= least && number <= most) return number;
    throw new InvalidArgumentError(`A whole number from ${least} to ${most}.`);
  };

/** Of this process; one that is wrong ends it with 2. */
export const readFlags = (): Flags =>
  new Command('npm run chaos --')
    .description(
      'Breaks a server of its own in every way there is, while clients of the SDK and clients written by hand talk, and ' +
        'checks what they were promised. Exits 0 if all was kept, 1 if not, 3 if the machine was too busy to tell.',
    )
    .option('--seed <n>', 'draws the same schedule again', whole(0, 2 ** 31), Math.floor(Math.random() * 1e6))
    .option(
      '--duration <s>',
      'seconds in which things go wrong; starting and calming down come on top',
      whole(5, 3_600),
      60,
    )
    .option('--clients <n>', 'clients, half of them written by hand', whole(2, 500), 50)
    .option('--from <folder>', 'run what cdk synth left there, instead of the sources')
    .option('--schedule <file>', 'run a schedule that was written down, instead of drawing one')
    .option('--shrink', 'if it fails, look for a shorter schedule that fails too, and write it down')
    .option('--json', 'print the outcome as one JSON object')
    .allowExcessArguments(false)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
    .parse()
    .opts<Flags>();
