/**
 * Connections that live for 15 s rather than 2 h: the pages change to new ones before the old ones end. The user is to
 * notice nothing: no gap, no flicker, no word of it. `LIFETIME_MS=60000 npm run test:browser rollover` takes a minute a
 * rollover.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestServer, testServer } from '../support/server.ts';
import { useBrowser } from './support/browser.ts';
import { connectionLog, PATIENCE, say, shown } from './support/room.ts';

const { seat } = useBrowser();
const LIFETIME_MS = Number(process.env.LIFETIME_MS ?? 15_000);
const ROLLOVERS = 5;
/** In all fewer than the 150 that stand in the document at once. */
const SAY_EVERY_MS = LIFETIME_MS / 25;
/** Each comes before its connection's time is up. */
const LAST_MS = (1 + ROLLOVERS) * LIFETIME_MS;

let server: TestServer;
beforeAll(async () => {
  server = await testServer({ rules: { lifetimeMs: LIFETIME_MS } });
});
afterAll(() => server.close());

/** Writes down each moment at which the page shows another list of people or another state of the connection. */
const watch = (page: Page): Promise<unknown> =>
  page.evaluate(`{
    const look = () => [
      [...document.querySelectorAll('[data-people] [data-user]')].map(item => item.dataset.user).join(),
      document.querySelector('.me .connection-state').dataset.state,
    ].join(' ');
    window.looks = [look()];
    new MutationObserver(() => {
      const now = look();
      if (now !== window.looks.at(-1)) window.looks.push(now);
    }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
  }`);

test('five rollovers: no gap, every message once, and nobody is seen to leave', {
  timeout: 2 * LAST_MS,
}, async () => {
  const alice = await seat(server.httpUrl, 'alice', { path: '#general' });
  const bob = await seat(server.httpUrl, 'bob', { path: '#general' });
  const both = [alice, bob];
  for (const { page } of both) {
    await expect.poll(() => page.locator('[data-people] [data-user]').count(), PATIENCE).toBe(2);
    await watch(page);
  }

  let number = 0;
  while (Math.min(...(await Promise.all(both.map(({ sockets }) => sockets())))) < 1 + ROLLOVERS) {
    number += 1;
    await say(alice.page, `message ${number}`);
    await sleep(SAY_EVERY_MS);
    expect(number, 'the pages changed to no new connection').toBeLessThan(LAST_MS / SAY_EVERY_MS);
  }
  await sleep(1_000);

  for (const { page, errors } of both) {
    await expect.poll(async () => (await shown(page)).at(-1)?.text, PATIENCE).toBe(`message ${number}`);
    expect((await shown(page)).map(({ seq }) => seq)).toEqual(
      Array.from({ length: number }, (_, index) => index + 1),
    );
    expect(await page.evaluate('window.looks')).toEqual(['alice,bob online']);
    await page.locator('.connection-button').click();
    const log = await connectionLog(page);
    expect(log.filter(line => line.includes('ready before the old one ends')).length).toBeGreaterThanOrEqual(
      ROLLOVERS,
    );
    // Neither a gap nor an end by the server, nor anything to catch up.
    expect(log.filter(line => /late|lost|caught up|Next try|1001/.test(line))).toEqual([]);
    await page.screenshot({ path: 'test/browser/screenshots/rollovers.png' });
    expect(errors).toEqual([]);
  }
});
