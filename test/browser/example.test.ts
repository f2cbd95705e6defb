/** `examples/browser.html` in a real browser: the SDK from a plain <script type="module">, without a bundler. */
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestServer, testServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.close());

const ARGS =
  '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';

it('two pages talk without a bundler, and the console stays clean', { timeout: 60_000 }, async () => {
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ARGS.split(' ') });
  const complaints: string[] = [];
  const [alice, bob] = await Promise.all(
    ['alice', 'bob'].map(async name => {
      const page = await (await browser.newContext()).newPage();
      page.on('console', message => message.type() === 'error' && complaints.push(message.text()));
      page.on('pageerror', error => complaints.push(error.message));
      await page.goto(`${server.httpUrl}/examples/browser.html`);
      await page.selectOption('#user', name);
      await page.click('#connect');
      await page.waitForSelector('#state:text-is("online")');
      return page;
    }),
  );
  await alice?.fill('#text', 'Hello, Bob!');
  await alice?.press('#text', 'Enter');
  for (const page of [alice, bob])
    await page?.waitForSelector('li:not([data-pending]):text("alice: Hello, Bob!")');
  expect(complaints).toEqual([]);
  await browser.close();
});
