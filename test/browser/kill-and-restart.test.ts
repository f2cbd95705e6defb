/** Two windows, and a server that dies in the middle of a conversation. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { useBrowser } from './support/browser.ts';
import { draftsOn, PATIENCE, say, sees, shown } from './support/room.ts';
import { startProcess } from './support/server-process.ts';

const { seat } = useBrowser();

/** All that a browser complains about while no server answers, or one that is still starting. */
const OUTAGE =
  /ERR_CONNECTION_REFUSED|WebSocket connection to .* failed|ERR_CONNECTION_RESET|status of 503|Firefox can’t establish a connection|was interrupted while the page was loading/;

/** In Firefox a screenshot brings a style of its driver's into the page, which the page's policy refuses. */
const DRIVERS_OWN = /blocked an inline style/;

const DEAD_MS = 2_000;

test('kill -9 in mid-conversation: both pages go on without a reload, and nothing is lost or doubled', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'browser-'));
  const first = await startProcess('--port', '0', '--data', folder);
  const { port } = new URL(first.httpUrl);
  const alice = await seat(first.httpUrl, 'alice', { path: '#general' });
  const bob = await seat(first.httpUrl, 'bob', { path: '#general' });
  for (const { page } of [alice, bob]) await page.evaluate('window.notReloaded = true');

  const said: string[] = [];
  const talk = async (from: number, to: number) => {
    for (let number = from; number <= to; number++)
      for (const { page, name } of [
        { page: alice.page, name: 'alice' },
        { page: bob.page, name: 'bob' },
      ]) {
        const text = `${name} says ${number}`;
        said.push(text);
        await say(page, text);
      }
  };

  await talk(1, 4);
  await sees(bob.page, 'alice says 4');
  await sees(alice.page, 'bob says 4');
  // Some are on their way, some are stored and not acknowledged, some come while no server answers.
  const talking = talk(5, 12);
  await first.kill();
  await talking;
  expect(await draftsOn(alice.page)).toBeGreaterThan(0);
  await alice.page.getByText('What you write is kept').waitFor();
  await alice.page.screenshot({ path: 'test/browser/screenshots/outage.png' });
  await sleep(DEAD_MS);

  const second = await startProcess('--port', port, '--data', folder);
  for (const { page } of [alice, bob]) {
    await expect.poll(() => draftsOn(page), PATIENCE).toBe(0);
    await expect.poll(async () => (await shown(page)).length, PATIENCE).toBe(said.length);
  }
  await talk(13, 14);
  for (const { page } of [alice, bob]) {
    await expect.poll(async () => (await shown(page)).length, PATIENCE).toBe(said.length);
    const log = await shown(page);
    expect(log.map(({ seq }) => seq)).toEqual(said.map((_, index) => index + 1));
    expect(log.map(({ text }) => text).sort()).toEqual([...said].sort());
    // Each author's own order is kept.
    for (const name of ['alice', 'bob'])
      expect(log.map(({ text }) => text).filter(text => text.startsWith(name))).toEqual(
        said.filter(text => text.startsWith(name)),
      );
    expect(await page.evaluate('window.notReloaded')).toBe(true);
  }
  expect(await shown(alice.page)).toEqual(await shown(bob.page));
  await alice.page.screenshot({ path: 'test/browser/screenshots/after-the-restart.png' });
  for (const { errors } of [alice, bob])
    expect(errors.filter(error => !OUTAGE.test(error) && !DRIVERS_OWN.test(error))).toEqual([]);
  await second.kill();
  await rm(folder, { recursive: true });
});
