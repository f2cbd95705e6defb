/** `npx tsx test/history/main.ts <file>`: checks a history that was saved. */
import { Command } from 'commander';
import { check, PROPERTIES, type Violation } from './check.ts';
import { excerpt } from './excerpt.ts';
import { readHistory } from './file.ts';

const command = new Command('npx tsx test/history/main.ts')
  .description(
    `Says whether a recorded history keeps what docs/protocol.md promises: ${PROPERTIES.join(', ')}. Ends with 1 if it does not.`,
  )
  .argument('<file>', 'as saveHistory of test/history/file.ts wrote it')
  .option('--json', 'one JSON line, for scripts')
  .option('--all', 'every violation, rather than the shortest of each property')
  .parse();
const { json, all } = command.opts<{ json?: true; all?: true }>();

try {
  const history = await readHistory(command.args[0] ?? '');
  const violations = check(history);
  const shown = all ? violations : firsts(violations);
  if (json) console.log(JSON.stringify({ events: history.events.length, violations: shown }));
  else if (shown.length === 0)
    console.log(`${history.events.length} events, and every promise kept (${PROPERTIES.length} properties).`);
  else {
    console.log(shown.map(violation => excerpt(history, violation)).join('\n\n'));
    if (history.command) console.log(`\nAgain: ${history.command}`);
  }
  process.exitCode = shown.length === 0 ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}

/** The shortest of each property comes first. */
function firsts(violations: readonly Violation[]): Violation[] {
  return [...new Map(violations.toReversed().map(one => [one.property, one])).values()].toReversed();
}
