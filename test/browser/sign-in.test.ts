/** Who is who: reloads, tokens that end, and the hosted page of a real user pool. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoPassword } from '../../local/demo-users.ts';
import { type TestServer, testServer } from '../support/server.ts';
import { signInAs, useBrowser } from './support/browser.ts';
import { composer, say, sees } from './support/room.ts';

const { seat, visit } = useBrowser();

/** Shorter than a page stays open, so that it has to refresh them. */
const TOKEN_SECONDS = 20;

let server: TestServer;
beforeAll(async () => {
  server = await testServer({ accessTokenSeconds: TOKEN_SECONDS });
});
afterAll(() => server.close());

test('a reload keeps the user signed in; signing out does not, and nothing of the session is left in the tab', async () => {
  const { page, errors } = await seat(server.httpUrl, 'alice');
  await page.reload();
  await page.locator('.connection-state.good').first().waitFor();
  expect(await page.evaluate('Object.keys(sessionStorage)')).toEqual(['messaging.session']);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
  expect(await page.evaluate('sessionStorage.length')).toBe(0);
  await page.reload();
  await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
  expect(errors).toEqual([]);
});

test('a token that ends is replaced by a fresh one while the user goes on', async () => {
  const alice = await seat(server.httpUrl, 'alice', { path: '#general' });
  await composer(alice.page).waitFor();
  await alice.page.waitForTimeout((TOKEN_SECONDS + 3) * 1_000);
  await say(alice.page, 'Still here');
  await sees(alice.page, 'Still here');
  expect(await alice.sockets()).toBeGreaterThan(1);
  await alice.page.locator('.me .connection-state.good').waitFor();
  expect(alice.errors).toEqual([]);
});

/** As a deployed console has it: the pool's own page, and no metrics of this machine. */
const deployed = () => ({
  socketUrl: server.socketUrl,
  cognito: { ...server.cognito, signInUrl: server.httpUrl },
});

async function fillIn(page: Page, username: string): Promise<void> {
  await page.getByLabel('User name or email').fill(username);
  await page.getByLabel('Password').fill(demoPassword(username));
  await page.getByRole('button', { name: 'Sign in' }).click();
}

test('where the pool has a hosted page, the user goes there and comes back to where they were', async () => {
  const guest = await visit(server.httpUrl, { path: 'admin', config: deployed() });
  await guest.page.getByRole('button', { name: 'Sign in' }).click();
  await guest.page.getByLabel('Password').waitFor();
  expect(new URL(guest.page.url()).pathname).toBe('/login');
  await fillIn(guest.page, 'admin');
  await guest.page.getByRole('heading', { name: 'Admin console' }).waitFor();
  expect(new URL(guest.page.url()).pathname).toBe('/admin');
  await guest.page.getByText('are counted by CloudWatch here').waitFor();
  await guest.page.reload();
  await guest.page.getByRole('heading', { name: 'Admin console' }).waitFor();
  // Chromium complains of a socket that is closed before it is open.
  await guest.page.locator('.connection-state.good').waitFor();
  await guest.page.getByRole('button', { name: 'Sign out' }).click();
  await guest.page.getByRole('button', { name: 'Sign in' }).click();
  // The pool's own session has ended too: the password is asked again.
  await guest.page.getByLabel('Password').waitFor();
  expect(guest.errors).toEqual([]);
});

test('npm start -- --sign-in hosted sends the chat page there by itself', async () => {
  const hosted = await testServer({ hostedSignIn: true });
  const guest = await visit(hosted.httpUrl, { path: '#general' });
  await guest.page.getByRole('button', { name: 'Sign in' }).click();
  await fillIn(guest.page, 'alice');
  await composer(guest.page).waitFor();
  expect(guest.page.url()).toBe(`${hosted.httpUrl}/#general`);
  expect(guest.errors).toEqual([]);
  await hosted.close();
});

test('a sign-in that did not begin in this tab signs nobody in', async () => {
  const path = '?code=somebody-elses&state=theirs';
  const guest = await visit(server.httpUrl, { path, config: deployed() });
  await guest.page.getByRole('button', { name: 'Sign in' }).waitFor();
});

test('the demo users of a local server sign in to the console too', async () => {
  const { page } = await visit(server.httpUrl, { path: 'admin' });
  await signInAs(page, 'admin');
  await page.getByRole('heading', { name: 'Admin console' }).waitFor();
});
