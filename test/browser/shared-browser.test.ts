/** One tab, one user after another: nothing of the one comes into the other's hands. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { post } from '../support/publisher.ts';
import { type TestServer, testServer } from '../support/server.ts';
import { signInAs, useBrowser } from './support/browser.ts';
import { composer, PATIENCE, say, sees, textsOn } from './support/room.ts';

const { seat, visit } = useBrowser();

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.close());

const signOut = (page: Page) => page.getByRole('button', { name: 'Sign out' }).click();
const online = (page: Page) => page.locator('.connection-state.good').first().waitFor({ state: 'attached' });
const connectionsOf = async (name: string) =>
  (await server.stores.connections.ofUser(await server.userId(name))).length;

test('what the first user wrote and had not sent is not sent as the second, and the first is gone', async () => {
  const { page, errors } = await seat(server.httpUrl, 'alice', { path: '#%' });
  await page.getByRole('link', { name: /general/ }).click();
  await composer(page).waitFor();
  await page.locator('.connection-button').click();
  await page.getByRole('button', { name: 'Cut it for 5 seconds' }).click();
  await page.locator('.me .connection-state.busy').waitFor();
  await page.keyboard.press('Escape');
  await say(page, 'Only as Alice');
  await page.locator('.draft').waitFor();
  await signOut(page);
  await signInAs(page, 'bob');
  await online(page);
  await page.getByRole('link', { name: /general/ }).click();
  await composer(page).waitFor();
  await say(page, 'This is Bob');
  await sees(page, 'This is Bob');
  await sleep(6_000);
  expect(await textsOn(page)).toEqual(['This is Bob']);
  expect(await connectionsOf('alice')).toBe(0);
  expect(errors).toEqual([]);
  // She has it still, and it is sent as hers.
  await signOut(page);
  await signInAs(page, 'alice');
  await page.getByRole('link', { name: /general/ }).click();
  await sees(page, 'Only as Alice');
  await page.locator('.message.own', { hasText: 'Only as Alice' }).waitFor();
});

test('the next user after a direct talk is shown neither the room nor its name', async () => {
  const { page } = await seat(server.httpUrl, 'carol');
  const [carol, dave] = await Promise.all(['carol', 'dave'].map(name => server.userId(name)));
  await page.evaluate(`location.hash = 'dm:${[carol, dave].sort().join(':')}'`);
  await composer(page).waitFor();
  await say(page, 'Between us');
  await sees(page, 'Between us');
  await signOut(page);
  expect(new URL(page.url()).hash).toBe('');
  expect(await page.title()).toBe('Messages');
  await signInAs(page, 'bob');
  await online(page);
  await page.getByRole('link', { name: /general/ }).waitFor();
  expect(await page.locator('.sidebar nav').textContent()).not.toMatch(/carol|dave|User/);
});

test('a room that refuses the user leaves the list, and the page says so', async () => {
  const { page } = await seat(server.httpUrl, 'bob');
  const [carol, dave] = await Promise.all(['carol', 'dave'].map(name => server.userId(name)));
  await page.evaluate(`location.hash = 'dm:${[carol, dave].sort().join(':')}'`);
  await page.locator('.banner', { hasText: 'dm:' }).waitFor();
  expect(await page.locator('.sidebar nav').textContent()).not.toMatch(/User/);
  await page.reload();
  await online(page);
  await page.getByRole('link', { name: /general/ }).waitFor();
  expect(await page.locator('.sidebar nav').textContent()).not.toMatch(/User/);
});

test.each(['toString', 'constructor', '__proto__'])(
  'a direct room with %s breaks nothing, also after a reload',
  async peer => {
    const { page, errors } = await seat(server.httpUrl, 'dave', { path: '#general' });
    const room = `dm:${[await server.userId('dave'), peer].sort().join(':')}`;
    const { url, apiKey } = server.publish;
    await post(url, apiKey, { room, text: 'Here I am' });
    const link = page.getByRole('link', { name: `User ${peer.slice(0, 8)}` });
    for (const _ of [1, 2]) {
      await link.click();
      await sees(page, 'Here I am');
      await page.reload();
      await online(page);
    }
    expect(errors).toEqual([]);
  },
);

test('a token that is refreshed while its user signs out does not turn the next user into them', async () => {
  const brief = await testServer({ accessTokenSeconds: 14 });
  const { page } = await visit(brief.httpUrl);
  let release = () => {};
  const held = new Promise<void>(resolve => {
    release = resolve;
  });
  const isHeld = new Promise<void>(resolve => {
    void page.route(brief.cognito.endpoint, async route => {
      if (!route.request().postData()?.includes('REFRESH_TOKEN_AUTH')) return route.continue();
      const response = await route.fetch();
      resolve();
      await held;
      await route.fulfill({ response }).catch(() => {});
    });
  });
  await signInAs(page, 'alice');
  await online(page);
  await isHeld;
  await signOut(page);
  await signInAs(page, 'bob');
  await online(page);
  const kept = await page.evaluate('sessionStorage.getItem("messaging.session")');
  release();
  await sleep(1_500);
  expect(await page.locator('.me .own-name').textContent()).toBe('bob');
  expect(await page.evaluate('sessionStorage.getItem("messaging.session")')).toBe(kept);
  expect((await brief.stores.connections.ofUser(await brief.userId('alice'))).length).toBe(0);
  await page.close();
  await brief.close();
});

test('the console asks for nothing after the sign-out', async () => {
  const { page } = await seat(server.httpUrl, 'admin', { path: 'admin' });
  let asked = 0;
  // So slowly that one is always under way.
  await page.route('**/metrics', async route => {
    asked += 1;
    await sleep(1_000);
    await route.continue().catch(() => {});
  });
  await expect.poll(() => asked, PATIENCE).toBeGreaterThan(1);
  await signOut(page);
  await page.locator('.demo-users').waitFor();
  const before = asked;
  await sleep(3_000);
  expect(asked).toBe(before);
  expect(await connectionsOf('admin')).toBe(0);
});
