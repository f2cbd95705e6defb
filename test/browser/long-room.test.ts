/** A long room costs the page no more than a short one. Milliseconds: `npm run bench -- pages`. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { post } from '../support/publisher.ts';
import { type TestServer, testServer } from '../support/server.ts';
import { storesOf } from '../support/stores.ts';
import { useBrowser } from './support/browser.ts';
import { PATIENCE, shown } from './support/room.ts';

const { seat } = useBrowser();

const MESSAGES = 320;
const BATCH = 20;

let server: TestServer;
beforeAll(async () => {
  server = await testServer({ settings: { RETENTION_DAYS: '1' } });
});
afterAll(() => server.close());

async function fill(room: string): Promise<void> {
  const { url, apiKey } = server.publish;
  for (let first = 1; first <= MESSAGES; first += BATCH)
    await post(url, apiKey, {
      batch: Array.from({ length: BATCH }, (_, index) => ({ room, text: `line ${first + index}` })),
    });
}

/** Counts how many messages are put into the document at once, and how many stand in it then. */
const WATCH = `window.most = { added: 0, held: 0 };
  new MutationObserver(changes => {
    const added = changes.flatMap(({ addedNodes }) => [...addedNodes]).filter(node => node.dataset?.seq).length;
    most.added = Math.max(most.added, added);
    most.held = Math.max(most.held, document.querySelectorAll('[data-seq]').length);
  }).observe(document.querySelector('.messages ol'), { childList: true })`;

/** The seqs in the view. */
const inView = (page: Page): Promise<number[]> =>
  page.evaluate(`[...document.querySelectorAll('[data-seq]')]
    .filter(item => item.getBoundingClientRect().bottom > 60 && item.getBoundingClientRect().top < 700)
    .map(item => Number(item.dataset.seq))`);

test('a room of 320 messages, read from the first to the last: 150 stand in the document, 15 come at a time, none is passed over', async () => {
  await fill('long');
  const { page, errors } = await seat(server.httpUrl, 'alice', { path: '#long/1' });
  await page.locator('.message.targeted').waitFor();
  await page.evaluate(WATCH);
  await page.mouse.move(600, 400);
  const seen = new Set(await inView(page));
  for (let steps = 0; steps < MESSAGES && !seen.has(MESSAGES); steps++) {
    await page.mouse.wheel(0, 400);
    const before = Math.max(...seen);
    // What is scrolled to is there by the time that it is painted.
    await expect.poll(async () => Math.max(...(await inView(page))), PATIENCE).toBeGreaterThan(before);
    for (const seq of await inView(page)) seen.add(seq);
  }
  expect(seen.size).toBe(MESSAGES);
  const most = await page.evaluate<{ added: number; held: number }>('most');
  expect(most.added).toBeGreaterThan(0);
  expect(most.added).toBeLessThanOrEqual(15);
  expect(most.held).toBeLessThanOrEqual(150);
  expect(errors).toEqual([]);
});

/** How often the page asks for a piece of a log. */
const COUNT_PAGES = `window.pages = 0; const { send } = WebSocket.prototype;
  WebSocket.prototype.send = function (data) {
    if (JSON.parse(data).action === 'history') window.pages += 1;
    return send.call(this, data);
  }`;

test('a link to a message far back asks for what is around it, not for all that came since', async () => {
  await fill('far');
  const { page } = await seat(server.httpUrl, 'dave', { path: '#lobby' });
  await page.getByRole('heading', { name: '#lobby', level: 1 }).waitFor();
  await page.evaluate(COUNT_PAGES);
  await page.evaluate("location.hash = '#far/20'");
  const named = page.locator('.message.targeted');
  await named.waitFor();
  expect(await named.getAttribute('data-seq')).toBe('20');
  const around = (await shown(page)).map(({ seq }) => seq);
  expect(around).toEqual(expect.arrayContaining([10, 19, 21, 30]));
  // One around the message, and what the view is near the ends of.
  expect(await page.evaluate('pages')).toBeLessThanOrEqual(3);
  await page.getByRole('button', { name: 'To the newest' }).click();
  await expect.poll(async () => (await shown(page)).at(-1)?.seq, PATIENCE).toBe(MESSAGES);
});

test('a link to a message that is no longer kept says so at once, and leaves one at the newest', async () => {
  const { messages: log } = storesOf(server.dynamodb.endpoint, { retentionDays: 1 });
  const epoch = await log.begin('cut');
  const old = { room: 'cut', epoch, from: { userId: 'someone', name: 'someone' }, text: 'old' };
  for (let seq = 1; seq <= 40; seq++)
    await log.append({ ...old, seq, messageId: `message-${seq}`, sentAt: Date.now() - 2 * 86_400_000 });
  await fill('cut');
  const { page, errors } = await seat(server.httpUrl, 'dave', { path: '#lobby' });
  await page.getByRole('heading', { name: '#lobby', level: 1 }).waitFor();
  await page.evaluate(COUNT_PAGES);
  await page.evaluate("location.hash = '#cut/5'");
  await page.getByText('There is no such message here, or it is no longer kept.').waitFor();
  expect(await inView(page)).toContain(40 + MESSAGES);
  // One for the message, and what the view is near the ends of: not the seven back to the beginning.
  expect(await page.evaluate('pages')).toBeLessThanOrEqual(3);
  expect(errors).toEqual([]);
});

test('what one reads far up stays where it is while others write, and is no further than a click from the newest', async () => {
  await fill('busy');
  const bob = await server.connect('bob');
  await bob.ask('joinRoom', { room: 'busy' });
  const { page } = await seat(server.httpUrl, 'carol', { path: '#busy/100' });
  const named = page.locator('.message.targeted');
  await named.waitFor();
  const place = await named.boundingBox();
  for (let n = 1; n <= 30; n++) await bob.ask('sendMessage', { room: 'busy', text: `news ${n}` });
  const toEnd = page.getByRole('button', { name: /newest/ });
  await expect.poll(() => toEnd.textContent(), PATIENCE).toContain('30 new messages');
  expect(await named.boundingBox()).toEqual(place);
  await toEnd.click();
  await expect.poll(async () => (await shown(page)).at(-1)?.text, PATIENCE).toBe('news 30');
  await expect.poll(() => toEnd.count(), PATIENCE).toBe(0);
});
