/** Pages that are not the chat's: the server API's, and the report of a load run. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reportOf } from '../../load/report/report.ts';
import { aResult } from '../load/given.ts';
import { type TestServer, testServer } from '../support/server.ts';
import { violationsOn } from './support/accessibility.ts';
import { useBrowser } from './support/browser.ts';

const { visit } = useBrowser();
const PHONE = { width: 390, height: 780 };

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.close());

describe.each(['light', 'dark'] as const)('%s, on a phone', colorScheme => {
  const options = { colorScheme, viewport: PHONE };

  test('the page of the server API is drawn in that scheme, and nothing of it is missing', async () => {
    const { page, errors } = await visit(server.httpUrl, { ...options, path: 'api' });
    await page.locator('.opblock').first().waitFor();
    await page.screenshot({ path: `test/browser/screenshots/api-${colorScheme}.png` });
    const ground = await page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
    expect(ground).toBe(colorScheme === 'dark' ? 'rgb(28, 32, 34)' : 'rgba(0, 0, 0, 0)');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(PHONE.width);
    expect(errors).toEqual([]);
  });

  test('the report’s charts can be read, and by a screen reader and the keyboard its tables', async () => {
    const { page } = await visit(server.httpUrl, { ...options, path: 'favicon.svg' });
    await page.goto('about:blank');
    await page.setContent(reportOf(aResult()));
    await page.screenshot({ path: `test/browser/screenshots/report-${colorScheme}.png`, fullPage: true });
    expect(await violationsOn(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(PHONE.width);
    const heights = await page.evaluate<number[]>(
      `[...document.querySelectorAll('figure svg text')].map(one => one.getBoundingClientRect().height)`,
    );
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(9);
  });
});
