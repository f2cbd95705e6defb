/** `npm run bench -- pages`: when the chat page is first seen over 4G, and what scrolling through a long room takes. */
import { cpus, loadavg } from 'node:os';
import { Command, InvalidArgumentError } from 'commander';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import { measuredServer } from '../../measured/process.ts';
import { firstSight } from './first-sight.ts';
import { longRoom } from './long-room.ts';

const SETTINGS = {
  SENDER_MESSAGES_PER_SECOND: '0',
  ROOM_MESSAGES_PER_SECOND: '0',
  CONNECTIONS_PER_USER: '0',
};

function count(value: string): number {
  const read = Number(value);
  if (Number.isSafeInteger(read) && read >= 100) return read;
  throw new InvalidArgumentError('A whole number from 100.');
}

const { json, messages } = new Command('npm run bench -- pages')
  .description(
    'First paint of the chat page over 4G, and long tasks while a long room is scrolled through, in Chromium (CHROMIUM names another than /usr/bin/chromium).',
  )
  .option('--messages <count>', 'in the long room', count, 10_000)
  .option('--json', 'one JSON document')
  .allowExcessArguments(false)
  .parse()
  .opts<{ json?: true; messages: number }>();

await build({ configFile: 'web/vite.config.ts', logLevel: 'warn' });
const server = await measuredServer({ settings: SETTINGS });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu'],
});
const progress = (text: string): void => void process.stderr.write(`${text} …\n`);
const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, load average ${loadavg()[0]?.toFixed(1)}`;
try {
  progress('The first paint');
  const sights = await firstSight(browser, server);
  progress(`A room of ${messages} messages`);
  const room = await longRoom(browser, server, messages);
  if (json) console.log(JSON.stringify({ machine, sights, room }, undefined, 2));
  else {
    console.table(sights);
    console.table(room);
    console.log(machine);
  }
} finally {
  await browser.close();
}
process.exit();
