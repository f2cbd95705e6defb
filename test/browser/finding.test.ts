/** Rooms and people that one has not met yet. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestServer, testServer } from '../support/server.ts';
import { violationsOn } from './support/accessibility.ts';
import { useBrowser } from './support/browser.ts';
import { composer } from './support/room.ts';

const { seat } = useBrowser();

let server: TestServer;
beforeAll(async () => {
  server = await testServer({ settings: { ROOM_DIRECTORY: 'true', USER_DIRECTORY: 'true' } });
  const [carol] = await server.connectAll(['carol', 'bob']);
  for (const [room, topic] of [
    ['garden', 'Roses'],
    ['gateways', 'Latency'],
  ]) {
    await carol.ask('createRoom', { room, kind: 'public' });
    await carol.ask('updateRoom', { room, topic });
  }
  await carol.ask('joinRoom', { room: 'garden' });
});
afterAll(() => server.close());

async function finding(page: Page) {
  await page.getByRole('button', { name: 'Find rooms and people' }).click();
  const dialog = page.getByRole('dialog', { name: 'Find rooms and people' });
  await dialog.waitFor();
  return dialog;
}

test('a public room is found by how its name begins, with its topic and its size, and joined from there', async () => {
  const { page, errors } = await seat(server.httpUrl, 'alice', { path: '#lobby' });
  const dialog = await finding(page);
  await dialog.locator('[data-room="gateways"]').waitFor();
  await page.keyboard.type('gard');
  await dialog.locator('[data-room="gateways"]').waitFor({ state: 'detached' });
  const garden = dialog.locator('[data-room="garden"]');
  expect(await garden.textContent()).toContain('1 here');
  expect(await garden.textContent()).toContain('Roses');
  expect(await violationsOn(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Join garden' }).click();
  await page.getByRole('heading', { name: '#garden', level: 1 }).waitFor();
  await finding(page);
  await dialog.getByRole('button', { name: 'Open garden' }).waitFor();
  expect(errors).toEqual([]);
});

test('somebody never met is found by two letters of their user name, and written to', async () => {
  const { page } = await seat(server.httpUrl, 'alice', { path: '#lobby' });
  const dialog = await finding(page);
  await page.keyboard.type('b');
  await dialog.getByText('Type the first two letters').waitFor();
  await page.keyboard.type('O');
  await dialog.getByRole('button', { name: 'bob' }).click();
  await page.getByRole('heading', { name: 'bob', level: 1 }).waitFor();
});

test('Ctrl+K leads into a public room that one has never been in', async () => {
  const { page } = await seat(server.httpUrl, 'dave', { path: '#lobby' });
  await composer(page).waitFor();
  await page.keyboard.press('Control+k');
  const dialog = page.getByRole('dialog', { name: 'Go to' });
  await dialog.waitFor();
  await page.keyboard.type('gate');
  await dialog.getByRole('button', { name: 'gateways' }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: '#gateways', level: 1 }).waitFor();
});

test.each([
  [{ roomDirectory: true }, ['Find rooms']],
  [{}, []],
])('a deployment that tells the page %j offers %j', async (told, offered) => {
  const { socketUrl, cognito, users: demoUsers } = server;
  const config = { socketUrl, cognito, demoUsers, ...told };
  const { page } = await seat(server.httpUrl, 'alice', { path: '#lobby', config });
  await composer(page).waitFor();
  const buttons = page.getByRole('button', { name: /^Find / });
  expect(await buttons.evaluateAll(all => all.map(one => one.getAttribute('aria-label')))).toEqual(offered);
});
