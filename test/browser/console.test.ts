/** The admin console, while people come, go and are sent away. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestServer, testServer } from '../support/server.ts';
import { type Seat, useBrowser } from './support/browser.ts';
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
  await expect.poll(() => admin.page.locator('.found li').count(), PATIENCE).toBe(1);
  await admin.page.getByRole('button', { name: 'Disconnect bob' }).click();
  await bob.page.getByText('An administrator closed this connection.').waitFor();
  await admin.page.getByText('bob: 1 connection closed.').waitFor();
  await untilShown(admin.page, 2);
  await bob.page.getByRole('button', { name: 'Connect again' }).click();
  await untilShown(admin.page, 3);

  for (const { errors } of [admin, alice, bob]) expect(errors).toEqual([]);
});

test('one connection is disconnected by its id, as it stands in the logs', async () => {
  const admin = await seat(server.httpUrl, 'admin', { path: 'admin' });
  const dave = await seat(server.httpUrl, 'dave', { path: '#general' });
  const [connection] = await server.stores.connections.ofUser(await server.userId('dave'));
  await admin.page.getByRole('searchbox').fill(connection?.connectionId ?? '');
  await admin.page.getByRole('button', { name: /^the connection/ }).click();
  await dave.page.getByText('An administrator closed this connection.').waitFor();
  await admin.page.getByText('That connection: 1 connection closed.').waitFor();
});

test('who is no administrator is told so, and counts nothing', async () => {
  const { page } = await visit(server.httpUrl, { path: 'admin' });
  await page.locator('.demo-users').getByRole('button', { name: 'alice' }).click();
  await page.getByRole('heading', { name: 'Not for alice' }).waitFor();
  await page.getByRole('button', { name: 'Sign in as somebody else' }).click();
  await page.locator('.demo-users').waitFor();
});
