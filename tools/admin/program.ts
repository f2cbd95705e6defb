/** The server API as commands: one for each operation, made from the table, `tail` and `import`. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Argument, Command } from 'commander';
import * as z from 'zod';
import { createSchemas } from '../../local/api-docs/schemas.ts';
import { LOCAL_API_KEY } from '../../local/api-key.ts';
import { type OperationName, operations } from '../../shared/protocol/operations.ts';
import { type Api, call } from './call.ts';
import { COMMANDS, reader } from './commands.ts';
import { importFile, isWorthALine } from './import.ts';
import { entryLine, lines } from './print.ts';

const KEY = 'MESSAGING_API_KEY';
const LOCAL_URL = 'http://127.0.0.1:4000';
const TAIL_MS = 1_000;
/** Of these all pages are fetched, however many. */
const TO_THE_END: ReadonlySet<OperationName> = new Set(['exportUser', 'eraseUser', 'audit']);

interface Flags {
  readonly url: string;
  readonly json?: true;
  readonly [field: string]: unknown;
}

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  print(line: string): void;
  /** What all commands have in common. */
  readonly base?: (command: Command) => Command;
}

const page = z.object({
  messages: z.array(z.looseObject({ seq: z.number() })),
  head: z.number(),
  more: z.boolean(),
});

function apiOf(command: Command, { url }: Flags, { env }: Surroundings): Api {
  const key = env[KEY] || (url === LOCAL_URL ? LOCAL_API_KEY : undefined);
  if (!key) return command.error(`error: ${KEY} is not set: it holds the API key for ${url}`);
  if (!URL.canParse(url)) return command.error(`error: --url ${url} is no URL, as ${LOCAL_URL} is one`);
  return { url, key };
}

const withCommonFlags = (command: Command): Command =>
  command
    .option('--url <url>', 'of the API: the output ServerApiUrl', LOCAL_URL)
    .option('--json', 'print what the API answers, as JSON')
    .allowExcessArguments(false);

/** What goes wrong is one line, and the exit code 1. */
async function orOneLine(command: Command, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    command.error(`error: ${error instanceof Error ? error.message : error}`);
  }
}

export function adminProgram(surroundings: Surroundings): Command {
  const { print, base = command => command } = surroundings;
  const { fieldsOf } = createSchemas();
  const program = base(new Command('npm run admin --'))
    .description(`The server API from a command line; the key is in ${KEY}, or that of a local server.`)
    .addHelpText('after', '\nExample: npm run admin -- history read general --limit 5')
    .helpCommand(false);

  function add(group: Command, verb: string, name: OperationName): void {
    const { path, summary, input, scope } = operations[name];
    const command = withCommonFlags(group.command(verb)).description(`${summary} (scope ${scope})`);
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, field = '']) => field);
    for (const field of inPath) command.addArgument(new Argument(`<${field}>`));
    const { properties, required } = fieldsOf(input);
    for (const [field, schema] of Object.entries(properties)) {
      if (inPath.includes(field)) continue;
      const flag = `--${field.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)} <value>`;
      if (required.includes(field)) command.requiredOption(flag, '', reader(schema));
      else command.option(flag, '', reader(schema));
    }
    command.action((...given: unknown[]) =>
      orOneLine(command, async () => {
        const { url, json, ...flags } = command.opts<Flags>();
        const named = Object.fromEntries(inPath.map((field, index) => [field, given[index]]));
        const api = apiOf(command, { url }, surroundings);
        const result = await call(api, name, { ...flags, ...named });
        print(json ? JSON.stringify(result) : lines(result).join('\n'));
        // Killed on the way, it goes on with --after, or begins again.
        for (let { next } = result; TO_THE_END.has(name) && next !== undefined; ) {
          const page = await call(api, name, { ...flags, ...named, after: next });
          print(json ? JSON.stringify(page) : lines(page).join('\n'));
          next = page.next;
        }
      }),
    );
  }

  for (const [what, verbs] of Object.entries(COMMANDS)) {
    const group = program.command(what).description(Object.keys(verbs).join(', ')).helpCommand(false);
    for (const [verb, name] of Object.entries(verbs)) add(group, verb, name);
  }

  const tail = withCommonFlags(program.command('tail <room>'))
    .description('What is said in a room from now on, until Ctrl+C')
    .option('--last <entries>', 'begin with so many of the newest', reader({ type: 'integer' }), 10)
    .option('--once', 'do not wait for more')
    .action((room: string, flags: Flags) =>
      orOneLine(tail, async () => {
        const api = apiOf(tail, flags, surroundings);
        let input: Readonly<Record<string, unknown>> = { room, limit: Math.max(1, Number(flags.last)) };
        for (;;) {
          const { messages, head, more } = page.parse(await call(api, 'history', input));
          for (const entry of messages) print(flags.json ? JSON.stringify(entry) : entryLine(entry));
          if (flags.once) return;
          if (!more || messages.length === 0 || !('after' in input)) await sleep(TAIL_MS);
          input = { room, after: messages.at(-1)?.seq ?? head };
        }
      }),
    );

  const importing = withCommonFlags(program.command('import <room> <file>'))
    .description('Old messages into a new room (scope manage): JSON lines, the oldest first')
    .addHelpText(
      'after',
      '\nA line: {"from":{"userId":"u1","name":"Ann"},"sentAt":1795494167001,"text":"Hello"}\nCut off, give the command again: it goes on where it was.',
    )
    .action((room: string, file: string, flags: Flags) =>
      orOneLine(importing, () =>
        importFile(apiOf(importing, flags, surroundings), {
          room,
          file,
          onBatch(seq, part) {
            if (flags.json) print(JSON.stringify({ room, seq, part }));
            else if (isWorthALine(seq, part))
              print(`${seq.toLocaleString('en')} messages, ${Math.floor(part * 100)} % of the file`);
          },
        }),
      ),
    );
  return program;
}
