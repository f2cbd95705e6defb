/** The generator, in a process of its own: the same program for every server. */
import * as z from 'zod';
import { Crowd } from './crowd.ts';
import { enterOf } from './kinds.ts';
import { command } from './messages.ts';

const [, , kind = ''] = process.argv;
const enter = await enterOf(kind);
const crowd = new Crowd();

async function obey(message: unknown): Promise<object> {
  const asked = command.parse(message);
  if (asked.what === 'open') return { ms: await crowd.open(enter, asked) };
  if (asked.what === 'saturate') return crowd.saturate(asked.inFlight, asked.warmUpMs, asked.ms);
  return crowd.pace(asked.perSecond, asked.seconds);
}

const text = z.string();
process.on('message', async message => {
  if (text.safeParse(message).success) return; // answered by the program that is loaded before this one
  const answer = await obey(message).catch((error: unknown) => ({
    failed: error instanceof Error ? error.message : String(error),
  }));
  process.send?.(answer);
});
console.log('{}');
