/** The admin console, while people come, go and are sent away. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestServer, testServer } from '../support/server.ts';
import { type Seat, signInAs, useBrowser } from './support/browser.ts';
import { PATIENCE, say, sees } from './support/room.ts';

const { seat, visit } = useBrowser();

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.close());

const tile = (page: Page, name: string): Promise<string | null> =>
  page.locator(`[data-tile="${name}"] dd`).textContent();

/** How long the console takes to show so many connections. */
async function untilShown(page: Page, connections: number): Promise<number> {
  const from = Date.now();
  await expect
    .poll(() => tile(page, 'Connections'), { timeout: 30_000, interval: 50 })
    .toBe(String(connections));
  return Date.now() - from;
}

const people = (page: Page): Promise<string[]> => page.locator('.users .found strong').allTextContents();

const confirm = (page: Page): Promise<void> =>
  page.getByRole('dialog').getByRole('button', { name: 'Disconnect', exact: true }).click();

async function disconnect(page: Page, name: string, ban?: string): Promise<void> {
  await page.getByRole('button', { name: `Disconnect ${name}…` }).click();
  if (ban) await page.getByRole('dialog').getByText(ban).click();
  await confirm(page);
}

test('connections 3, 5, 3, each within 5 s; a user is found and disconnected, and told so', async () => {
  const admin = await seat(server.httpUrl, 'admin', { path: 'admin' });
  const alice = await seat(server.httpUrl, 'alice', { path: '#general' });
  const bob = await seat(server.httpUrl, 'bob', { path: '#general' });
  await untilShown(admin.page, 3);

  const guests: Seat[] = [];
  for (const name of ['carol', 'dave']) guests.push(await seat(server.httpUrl, name, { path: '#design' }));
  expect(await untilShown(admin.page, 5)).toBeLessThanOrEqual(5_000);
  expect(await tile(admin.page, 'Users')).toBe('5');
  expect(await tile(admin.page, 'Rooms')).toBe('2');

  await say(alice.page, 'Hello');
  await sees(bob.page, 'Hello');
  const posted = admin.page.locator('[data-result="posted"] td').first();
  await expect.poll(async () => Number(await posted.textContent()), PATIENCE).toBeGreaterThan(0);
  await expect
    .poll(() => admin.page.locator('[data-cost="total"]').textContent(), PATIENCE)
    .toMatch(/0\.000\d/);
  await expect.poll(() => tile(admin.page, 'Messages / s'), PATIENCE).toMatch(/^\d/);

  for (const { page } of guests) await page.context().close();
  expect(await untilShown(admin.page, 3)).toBeLessThanOrEqual(5_000);

  await admin.page.getByRole('searchbox').fill('bo');
  await expect.poll(() => people(admin.page), PATIENCE).toEqual(['bob']);
  await disconnect(admin.page, 'bob');
  await bob.page.getByText('An administrator closed this connection.').waitFor();
  await admin.page.getByText('bob: 1 connection closed.').waitFor();
  await untilShown(admin.page, 2);
  await bob.page.getByRole('button', { name: 'Connect again' }).click();
  await untilShown(admin.page, 3);

  for (const { errors } of [admin, alice, bob]) expect(errors).toEqual([]);
});

test('all connections of a user are counted, whichever rooms they are in, and each is told by where it is from', async () => {
  const admin = await seat(server.httpUrl, 'admin', { path: 'admin' });
  const tabs = await Promise.all(
    ['#general', '#design', '#general'].map(path => seat(server.httpUrl, 'carol', { path })),
  );
  await server.connectAll(['carol', 'carol']);
  const carol = admin.page.locator('[data-user="carol"]');
  await carol.getByText('5 connections').waitFor();
  await carol.getByRole('button', { name: 'carol', exact: false }).first().click();
  await expect.poll(() => carol.locator('[data-connection]').count(), PATIENCE).toBe(5);
  await carol
    .getByText(/127\.0\.0\.1, (Chrome|Firefox) \d+, Linux/)
    .first()
    .waitFor();

  const [open] = await server.stores.connections.ofUser(await server.userId('carol'));
  await admin.page.getByRole('searchbox').fill(open?.connectionId ?? '');
  const found = admin.page.locator('[data-user="carol"]');
  await expect.poll(() => people(admin.page), PATIENCE).toEqual(['carol']);
  await found.getByRole('button', { name: 'carol', exact: false }).first().click();
  const one = found.locator(`[data-connection="${open?.connectionId}"]`);
  await one.getByRole('button', { name: 'Disconnect this one…' }).click();
  await confirm(admin.page);
  await admin.page.getByText('this connection of carol: 1 connection closed.').waitFor();
  await expect.poll(() => found.locator('[data-connection]').count(), PATIENCE).toBe(4);
  for (const { page } of tabs) await page.context().close();
});

test('somebody who is not connected is found by name, kept out for a day, listed, and let in again', async () => {
  // Only who has ever connected is known by name.
  await (await server.connect('dave')).close();
  const dave = await server.userId('dave');
  await expect.poll(() => server.stores.connections.ofUser(dave), PATIENCE).toEqual([]);
  const admin = await seat(server.httpUrl, 'admin', { path: 'admin' });
  await admin.page.getByText('Nobody is kept out.').waitFor();
  await admin.page.getByRole('searchbox').fill('da');
  await expect.poll(() => people(admin.page), PATIENCE).toEqual(['dave']);
  await disconnect(admin.page, 'dave', 'and keep out for 24 hours');
  await admin.page.getByText('dave: no open connection, and kept out.').waitFor();
  await expect(server.connect('dave')).rejects.toThrow('refused');
  const kept = admin.page.getByRole('region', { name: 'Kept out' });
  const done = admin.page.getByRole('region', { name: 'What was done' }).locator('[data-audit]');
  await done
    .first()
    .getByText(/adminDisconnect.* by admin on dave/)
    .waitFor();
  await kept.getByText(/until .*, by admin/).waitFor();
  await kept.getByRole('button', { name: 'Let dave in again' }).click();
  await kept.getByText('dave may connect again.').waitFor();
  await kept.getByText('Nobody is kept out.').waitFor();
  await server.connect('dave');
  // The two of now, and whatever was done before: a click on a part leaves what has it in common.
  await done.first().getByRole('button', { name: 'adminDisconnect' }).click();
  await done.first().getByRole('button', { name: 'dave' }).click();
  await expect
    .poll(async () => (await done.allTextContents()).map(text => text.includes('on dave')), PATIENCE)
    .toEqual([true, true]);
  await admin.page.getByRole('button', { name: 'Show all again' }).click();
  await admin.page.getByRole('button', { name: 'Show all again' }).waitFor({ state: 'detached' });
});

test('what was done goes on to the oldest, page by page, and on a desk no panel leaves a gap under itself', async () => {
  const by = { userId: 'alice', name: 'alice' };
  for (let n = 1; n <= 30; n++)
    await server.stores.audit.add({ at: Date.now() + n, by, action: 'pinMessage', room: `room-${n}` });
  const viewport = { width: 1_440, height: 900 };
  const { page, errors } = await seat(server.httpUrl, 'admin', { path: 'admin', viewport });
  const done = page.getByRole('region', { name: 'What was done' });
  await done.getByRole('button', { name: 'room-30', exact: true }).waitFor();
  expect(await done.locator('[data-audit]').count()).toBe(25);
  await done.getByRole('button', { name: 'Older' }).click();
  await done.getByRole('button', { name: 'room-1', exact: true }).waitFor();
  const gaps = await page.evaluate<
    number[]
  >(`[...document.querySelectorAll('.panels-stack')].flatMap(({ children }) =>
    [...children].slice(1).map((panel, n) => panel.getBoundingClientRect().top - children[n].getBoundingClientRect().bottom))`);
  expect(gaps.length).toBeGreaterThan(3);
  // Firefox measures in sixtieths of a pixel.
  expect(Math.round(Math.max(...gaps))).toBeLessThanOrEqual(16);
  expect(await page.locator('.panels > .panel').count()).toBe(0);
  expect(errors).toEqual([]);
});

test('what is searched for and not found is not offered to be disconnected', async () => {
  const { page } = await seat(server.httpUrl, 'admin', { path: 'admin' });
  await page.getByRole('searchbox').fill('zebra');
  await page.getByText('There is no such user, and no such connection.').waitFor();
  expect(await page.locator('.users').getByRole('button').count()).toBe(0);
});

test('a click on a room shows who is in it, how far its log is and how fast it grows', async () => {
  const admin = await seat(server.httpUrl, 'admin', { path: 'admin' });
  const [alice, bob] = await server.connectAll(['alice', 'bob'], 'busy');
  await alice.ask('sendMessage', { room: 'busy', text: 'One' });
  await admin.page.getByRole('button', { name: 'busy', exact: true }).click();
  const dialog = admin.page.getByRole('dialog', { name: 'Room busy' });
  await expect.poll(() => dialog.locator('[data-room="head"]').textContent(), PATIENCE).toBe('1');
  expect(await dialog.locator('.people li').allTextContents()).toEqual([
    expect.stringContaining('alice'),
    expect.stringContaining('bob'),
  ]);
  await bob.ask('sendMessage', { room: 'busy', text: 'Two' });
  await expect.poll(() => dialog.locator('[data-room="head"]').textContent(), PATIENCE).toBe('2');
  await expect.poll(() => dialog.locator('[data-room="rate"]').textContent(), PATIENCE).toMatch(/^0\.\d/);
  expect(await dialog.locator('[data-room="lag"]').textContent()).toContain('none');
});

test('the charts go back a quarter of an hour to a week, from before the page was opened', async () => {
  const { page } = await visit(server.httpUrl, { path: 'admin' });
  const asked: string[] = [];
  page.on('request', request => asked.push(request.url()));
  await signInAs(page, 'admin');
  await page.locator('.chart canvas').first().waitFor();
  await expect.poll(() => asked.some(url => url.endsWith('history?seconds=900')), PATIENCE).toBe(true);
  await page.getByLabel('7 d').check({ force: true });
  await expect.poll(() => asked.some(url => url.endsWith('history?seconds=604800')), PATIENCE).toBe(true);
});

test('who is no administrator is told so, and counts nothing', async () => {
  const { page } = await visit(server.httpUrl, { path: 'admin' });
  await page.locator('.demo-users').getByRole('button', { name: 'alice' }).click();
  await page.getByRole('heading', { name: 'Not for alice' }).waitFor();
  await page.getByRole('button', { name: 'Sign in as somebody else' }).click();
  await page.locator('.demo-users').waitFor();
});
