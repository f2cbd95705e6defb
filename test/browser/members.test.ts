/** Running a room, being told of it, and coming in for the first time. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type TestServer, testServer } from '../support/server.ts';
import { violationsOn } from './support/accessibility.ts';
import { useBrowser } from './support/browser.ts';
import { composer, PATIENCE, say } from './support/room.ts';

const { seat, visit } = useBrowser();

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.close());

/** Carol is a member of alice's private room; both are in it. */
async function ownRoom(room: string) {
  const carol = await server.connect('carol');
  const owner = await server.connect('alice');
  await owner.ask('createRoom', { room, kind: 'private', members: [await server.userId('carol')] });
  await carol.ask('answerInvitation', { room, accept: true });
  await carol.ask('joinRoom', { room });
  const alice = await seat(server.httpUrl, 'alice', { path: `#${room}` });
  return { alice, carol };
}

const member = (page: Page, name: string) =>
  page.getByRole('region', { name: 'Members' }).locator(`[data-member="${name}"]`);

test('the owner sees who belongs to the room, makes somebody a moderator, and removes them', async () => {
  const { alice, carol } = await ownRoom('club');
  const { page } = alice;
  await member(page, 'alice').getByText('Owner').waitFor();
  await page.getByLabel('Role of carol').selectOption('moderator');
  await expect
    .poll(async () => (await carol.ask('getRoom', { room: 'club' })).role, PATIENCE)
    .toBe('moderator');
  expect(await violationsOn(page)).toEqual([]);
  await page.getByRole('button', { name: 'Remove carol' }).click();
  await expect.poll(() => member(page, 'carol').count(), PATIENCE).toBe(0);
  await carol.next(({ type, event }) => type === 'membership' && event === 'removed', 'the removal');
  expect(alice.errors).toEqual([]);
});

test('the owner deletes a room after being asked, and it is gone for everybody', async () => {
  const { alice, carol } = await ownRoom('doomed');
  const { page } = alice;
  await page.getByRole('button', { name: 'Delete the room…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete the room' }).click();
  const link = page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: 'doomed' });
  await expect.poll(() => link.count(), PATIENCE).toBe(0);
  expect(await carol.ask('history', { room: 'doomed' })).toMatchObject({ code: 'NOT_FOUND' });
});

test('a mention is told by a notification while one is elsewhere, other messages and mentions by who is blocked are not, and nobody is asked unasked', async () => {
  const [alice, bob, dave] = await server.connectAll(['alice', 'bob', 'dave']);
  await alice.ask('blockUser', { userId: await server.userId('dave') });
  const { page } = await visit(server.httpUrl, { path: '#news' });
  // A headless browser shows none: what the page hands over is noted.
  await page.addInitScript(`
    window.told = []; window.asked = 0;
    window.Notification = class { constructor(title, { body }) { window.told.push(title + ' / ' + body); } close() {} };
    Notification.permission = 'granted';
    Notification.requestPermission = async () => { window.asked += 1; return 'granted'; };
  `);
  await page.reload();
  await page.locator('.demo-users').getByRole('button', { name: 'alice' }).click();
  await composer(page).waitFor();
  expect(await page.evaluate('asked')).toBe(0);
  await page.getByLabel('Notify me of').selectOption('mentions');
  expect(await page.evaluate('asked')).toBe(1);
  await page.evaluate("Object.defineProperty(document, 'hidden', { get: () => true })");
  for (const socket of [bob, dave]) await socket.ask('joinRoom', { room: 'news' });
  await dave.ask('sendMessage', { room: 'news', text: 'me, @alice!' });
  await bob.ask('sendMessage', { room: 'news', text: 'nothing much' });
  await bob.ask('sendMessage', { room: 'news', text: 'you, @Alice!' });
  await expect.poll(() => page.evaluate('told'), PATIENCE).toEqual(['news / bob: you, @Alice!']);
});

test('the icon of the page shows that something is unread', async () => {
  const bob = await server.connect('bob');
  const { page } = await seat(server.httpUrl, 'dave', { path: '#a-side' });
  await say(page, 'here');
  await page.evaluate("location.hash = '#b-side'");
  await page.getByRole('heading', { name: '#b-side', level: 1 }).waitFor();
  const icon = () => page.locator('link[rel="icon"]').getAttribute('href');
  expect(await icon()).toBe('favicon.svg');
  await bob.ask('joinRoom', { room: 'a-side' });
  await bob.ask('sendMessage', { room: 'a-side', text: 'there' });
  await expect.poll(icon, PATIENCE).toBe('favicon-unread.svg');
  expect(await page.title()).toMatch(/^\(1\) /);
});

test('somebody new makes an account with the code from the terminal, and stands in the only room', async () => {
  const printed = vi.spyOn(console, 'error').mockImplementation(() => {});
  try {
    const { page, errors } = await visit(server.httpUrl);
    await page.getByRole('button', { name: 'Or create an account' }).click();
    await page.getByLabel('User name').fill('erin');
    await page.getByLabel('Password').fill('A long passphrase 1!');
    await page.getByRole('button', { name: 'Create the account' }).click();
    await page.getByLabel('The code that stands in the terminal').waitFor();
    expect(await violationsOn(page)).toEqual([]);
    const [line = ''] = printed.mock.calls.map(String).filter(text => text.startsWith('Code for erin'));
    await page.getByLabel('The code that stands in the terminal').fill(line.replace(/\D/g, ''));
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByRole('heading', { name: '#general', level: 1 }).waitFor();
    expect(errors).toEqual([]);
  } finally {
    printed.mockRestore();
  }
});
