/** What the chat page costs before it is used. Milliseconds over 4G: `npm run bench -- pages`. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestServer, testServer } from '../support/server.ts';
import { useBrowser } from './support/browser.ts';

const { visit } = useBrowser();

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.close());

test('the chat page begins with at most 90 KiB of JavaScript, as it comes over the wire', async () => {
  const { page } = await visit(server.httpUrl);
  await page.getByLabel('User name').waitFor();
  const bytes = await page.evaluate<number[]>(
    `performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.js')).map(one => one.encodedBodySize)`,
  );
  expect(bytes.length).toBeGreaterThan(0);
  expect(bytes.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(90 * 1_024);
});

test.each(['', 'admin'])('before its script has come, the page /%s says that it loads', async path => {
  const { page } = await visit(server.httpUrl, { path: 'favicon.svg' });
  await page.route('**/*.js', () => {});
  await page.goto(`${server.httpUrl}/${path}`, { waitUntil: 'commit' });
  await page.getByText('Loading…').waitFor();
});
