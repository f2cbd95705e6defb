/** Who is who: reloads, tokens that end, and the hosted page of a real user pool. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestServer, testServer } from '../support/server.ts';
import { signInAs, useBrowser } from './support/browser.ts';
import { hostedPool } from './support/hosted-pool.ts';
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
  expect(alice.sockets()).toBeGreaterThan(1);
  await alice.page.locator('.me .connection-state.good').waitFor();
  expect(alice.errors).toEqual([]);
});

test('where the pool has a hosted page, the user goes there and comes back to where they were', async () => {
  const token = await server.token('admin');
  const pool = await hostedPool(async () => ({ access_token: token, refresh_token: 'refresh-me' }));
  const config = { socketUrl: server.socketUrl, cognito: { ...server.cognito, signInUrl: pool.url } };
  // The policy of the local server names no hosted page, which CloudFront's does.
  const guest = await visit(server.httpUrl, { path: 'admin', config, bypassCSP: true });
  await guest.page.getByRole('button', { name: 'Sign in' }).click();
  await guest.page.getByRole('heading', { name: 'Admin console' }).waitFor();
  expect(new URL(guest.page.url()).pathname).toBe('/admin');
  await guest.page.getByText('are counted by CloudWatch here').waitFor();
  await guest.page.getByRole('button', { name: 'Sign out' }).click();
  await guest.page.getByRole('button', { name: 'Sign in' }).waitFor();
  expect(pool.posted.map(({ path, form }) => [path, form.get('grant_type')])).toEqual([
    ['/oauth2/token', 'authorization_code'],
    ['/oauth2/token', 'refresh_token'],
    ['/oauth2/revoke', null],
  ]);
  await pool.close();
});

test('a sign-in that did not begin in this tab signs nobody in', async () => {
  const pool = await hostedPool(async () => ({ access_token: await server.token('admin') }));
  const config = { socketUrl: server.socketUrl, cognito: { ...server.cognito, signInUrl: pool.url } };
  const path = '?code=somebody-elses&state=theirs';
  const guest = await visit(server.httpUrl, { path, config, bypassCSP: true });
  await guest.page.getByRole('button', { name: 'Sign in' }).waitFor();
  expect(pool.posted).toEqual([]);
  await pool.close();
});

test('the demo users of a local server sign in to the console too', async () => {
  const { page } = await visit(server.httpUrl, { path: 'admin' });
  await signInAs(page, 'admin');
  await page.getByRole('heading', { name: 'Admin console' }).waitFor();
});
