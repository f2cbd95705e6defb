/** What a chat user would lose without noticing: conversations, half-written words, sent before they were finished. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestServer, testServer } from '../support/server.ts';
import { addKeys, call } from '../support/server-api.ts';
import { useBrowser } from './support/browser.ts';
import { composer, PATIENCE, say, sees, textsOn } from './support/room.ts';

const { seat, visit } = useBrowser();

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.close());

const KEY = 'a-key-of-the-tests-that-is-long-enough';
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

test('a hidden direct conversation comes back with its badge when something is said in it', async () => {
  const path = `#dm:${[await server.userId('alice'), await server.userId('bob')].sort().join(':')}`;
  const alice = await seat(server.httpUrl, 'alice', { path, ...PHONE });
  const bob = await seat(server.httpUrl, 'bob', { path });
  await say(bob.page, 'before');
  await sees(alice.page, 'before');
  await alice.page.locator('.people-button').click();
  await alice.page.getByRole('button', { name: 'Hide the conversation' }).click();
  const link = alice.page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: /bob/ });
  await expect.poll(() => link.count(), PATIENCE).toBe(0);
  await say(bob.page, 'after');
  await expect.poll(() => link.locator('.badge').textContent(), PATIENCE).toContain('1');
  expect(alice.errors).toEqual([]);
});

test('a room that one has left is there at once when one is invited again, and one that a server made one a member of too', async () => {
  const bob = await server.connect('bob');
  const userId = await server.userId('carol');
  await bob.ask('createRoom', { room: 'came-back', kind: 'private' });
  const { page, errors } = await seat(server.httpUrl, 'carol');
  const link = page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: 'came-back' });
  const leave = async () => {
    await page.getByRole('button', { name: 'Leave the room' }).click();
    await expect.poll(() => link.count(), PATIENCE).toBe(0);
  };
  for (let round = 0; round < 2; round++) {
    await bob.ask('addMember', { room: 'came-back', userId });
    await page.getByRole('button', { name: 'Accept the invitation to came-back' }).click();
    await page.getByRole('heading', { name: 'came-back', level: 1 }).waitFor();
    await leave();
  }
  await addKeys(server.secretsManager, { hr: { key: KEY, scopes: ['manage'] } });
  await bob.ask('createRoom', { room: 'brought-in', kind: 'private' });
  await call({ url: server.httpUrl, apiKey: KEY }, 'addMember', { room: 'brought-in', userId });
  await page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: 'brought-in' }).waitFor();
  expect(errors).toEqual([]);
});

test('a half-written message stays with its room, and survives a reload', async () => {
  const { page } = await seat(server.httpUrl, 'alice', { path: '#drafts' });
  await composer(page).fill('half a thou');
  await page.evaluate("location.hash = '#elsewhere'");
  await page.getByRole('heading', { name: '#elsewhere', level: 1 }).waitFor();
  expect(await composer(page).inputValue()).toBe('');
  await say(page, 'whole');
  await sees(page, 'whole');
  await page.evaluate("location.hash = '#drafts'");
  await expect.poll(() => composer(page).inputValue(), PATIENCE).toBe('half a thou');
  await page.reload();
  await expect.poll(() => composer(page).inputValue(), PATIENCE).toBe('half a thou');
  await page.getByRole('link', { name: 'elsewhere' }).waitFor();
  // Alt and an arrow lead to the next room and back.
  await page.keyboard.press('Alt+ArrowDown');
  await page.getByRole('heading', { name: '#elsewhere', level: 1 }).waitFor();
  await page.keyboard.press('Alt+ArrowUp');
  await page.getByRole('heading', { name: '#drafts', level: 1 }).waitFor();
});

test('Enter that ends a composition in Safari sends nothing', async () => {
  const { page } = await seat(server.httpUrl, 'alice', { path: '#compose' });
  await composer(page).fill('にほん');
  await page.evaluate(
    `document.querySelector('.composer textarea').dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true, cancelable: true }))`,
  );
  expect(await composer(page).inputValue()).toBe('にほん');
  await composer(page).press('Enter');
  await sees(page, 'にほん');
});

test('right-to-left text runs so, addresses can be clicked, and every message tells its time', async () => {
  const { page } = await seat(server.httpUrl, 'alice', { path: '#texts' });
  await say(page, 'مرحبا');
  await say(page, 'see https://example.com/x.');
  await sees(page, 'see https://example.com/x.');
  expect(await page.evaluate("getComputedStyle(document.querySelector('.message .text')).direction")).toBe(
    'rtl',
  );
  const link = page.locator('.message a');
  expect(await link.getAttribute('href')).toBe('https://example.com/x');
  expect(await link.getAttribute('rel')).toContain('noopener');
  expect(await page.locator('.message time').count()).toBe(2);
});

test('a direct conversation bears the other’s name in a browser that has never heard from them', async () => {
  const peer = await server.connect('dave');
  peer.ws.close();
  const room = `dm:${[await server.userId('alice'), await server.userId('dave')].sort().join(':')}`;
  const elsewhere = await server.connect('alice');
  await elsewhere.ask('sendMessage', { room, text: 'are you there?' });
  const { page, errors } = await seat(server.httpUrl, 'alice');
  await page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: 'dave' }).waitFor();
  expect(errors).toEqual([]);
});

test('one’s own messages are unread nowhere else', async () => {
  const path = `#dm:${[await server.userId('alice'), await server.userId('carol')].sort().join(':')}`;
  const here = await seat(server.httpUrl, 'alice', { path });
  const there = await seat(server.httpUrl, 'alice');
  await say(here.page, 'mine');
  const link = there.page
    .getByRole('navigation', { name: 'Rooms' })
    .getByRole('link', { name: /User|carol/ });
  await link.waitFor();
  expect(await link.locator('.badge').count()).toBe(0);
});

test('a stray % in the address breaks nothing, nor does anything else that names no room', async () => {
  const { page, errors } = await seat(server.httpUrl, 'alice', { path: '#%zz' });
  await page.getByRole('navigation', { name: 'Rooms' }).waitFor();
  for (const hash of [
    '%',
    '%E0%A4%A',
    'a b',
    'room/x',
    'room/1/2',
    '//',
    '../admin',
    '"><script>',
    `${'x'.repeat(129)}`,
  ]) {
    await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
    await page.getByText('Hello, alice').waitFor();
  }
  await page.evaluate("location.hash = 'still-here/999999999999999'");
  await page.getByRole('heading', { name: '#still-here', level: 1 }).waitFor();
  await page.evaluate("location.hash = 'dm:not-of-two'");
  await page.getByText(/^dm:not-of-two: /).waitFor();
  expect(errors).toEqual([]);
});

test('names, topics and what somebody says of themselves run from right to left where they are written so, and nothing around them', async () => {
  const displayName = 'محمد علي';
  const topic = 'مرحبا بكم!';
  const bob = await server.connect('bob');
  await bob.ask('setProfile', { displayName, status: topic });
  await bob.ask('createRoom', { room: 'souk', kind: 'public' });
  await bob.ask('updateRoom', { room: 'souk', topic });
  await bob.ask('joinRoom', { room: 'souk' });
  await bob.ask('sendMessage', { room: 'souk', text: 'Hello' });
  const { page, errors } = await seat(server.httpUrl, 'carol', { path: '#souk' });
  const path = `dm:${[await server.userId('carol'), await server.userId('bob')].sort().join(':')}`;
  /** Of each element that holds the words and nothing else: the direction that it is written in. */
  const directions = (words: string) =>
    page.evaluate<string[]>(`[...document.querySelectorAll('body *')]
      .filter(one => one.childElementCount === 0 && one.textContent === ${JSON.stringify(words)})
      .map(one => getComputedStyle(one).direction)`);
  const run = async (words: string, least: number) => {
    await expect.poll(async () => (await directions(words)).length, PATIENCE).toBeGreaterThanOrEqual(least);
    expect(new Set(await directions(words))).toEqual(new Set(['rtl']));
  };
  // The message and the list of people; the header.
  await run(displayName, 2);
  await run(topic, 1);
  bob.send({ action: 'typing', room: 'souk', typing: true });
  await expect.poll(() => page.locator('.typing').textContent(), PATIENCE).toBe(`${displayName} is typing…`);
  await run(displayName, 3);
  await page.evaluate(`location.hash = ${JSON.stringify(path)}`);
  await run(topic, 1);
  await bob.ask('setProfile', {});
  expect(errors).toEqual([]);
});

test('with Caps Lock Ctrl+K opens too, and arrows that choose among what is being composed move nothing else', async () => {
  const { page } = await seat(server.httpUrl, 'alice', { path: '#one' });
  await page.evaluate("location.hash = 'two'");
  await page.getByRole('heading', { name: '#two', level: 1 }).waitFor();
  await page.keyboard.press('Control+K');
  const chosen = page.getByRole('dialog').locator('[aria-current]');
  const first = await chosen.textContent();
  await page.evaluate(
    `document.activeElement.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'ArrowDown', keyCode: 229, bubbles: true, cancelable: true }))`,
  );
  expect(await chosen.textContent()).toBe(first);
  await page.keyboard.press('ArrowDown');
  expect(await chosen.textContent()).not.toBe(first);
});

test('a browser that makes no notifications, and lets nothing be copied, shows what comes and says so', async () => {
  const bob = await server.connect('bob');
  await bob.ask('joinRoom', { room: 'plain-http' });
  await bob.ask('sendMessage', { room: 'plain-http', text: '```\ncode\n```' });
  const { page, errors } = await visit(server.httpUrl, { path: '#plain-http' });
  await page.addInitScript(`
    Object.defineProperty(navigator, 'clipboard', { value: undefined });
    window.Notification = class { constructor() { throw new TypeError('Illegal constructor'); } };
    Notification.permission = 'granted';
    Notification.requestPermission = async () => 'granted';
  `);
  await page.reload();
  await page.locator('.demo-users').getByRole('button', { name: 'alice' }).click();
  await page.getByRole('button', { name: 'Copy', exact: true }).click();
  await page.getByRole('button', { name: 'Not allowed here' }).waitFor();
  await page.locator('[data-seq="1"]').hover();
  await page.getByRole('button', { name: 'Copy message 1' }).click();
  await page.getByText('The browser does not let this page copy.').waitFor();
  await page.getByLabel('Notify me of').selectOption('all');
  await page.evaluate("Object.defineProperty(document, 'hidden', { get: () => true })");
  await bob.ask('sendMessage', { room: 'plain-http', text: 'one' });
  await bob.ask('sendMessage', { room: 'plain-http', text: 'two' });
  await sees(page, 'two');
  expect(errors).toEqual([]);
});

const STORAGES = {
  forbidden: "{ get() { throw new DOMException('no', 'SecurityError'); } }",
  missing: '{ value: null }',
  full: "{ value: { length: 0, key: () => null, getItem: () => null, removeItem() {}, clear() {}, setItem() { throw new DOMException('full', 'QuotaExceededError'); } } }",
};
test.each(Object.entries(STORAGES))(
  'where storage is %s the page works for as long as it stays',
  async (kind, storage) => {
    const { page, errors } = await visit(server.httpUrl, { path: '#no-storage' });
    await page.addInitScript(
      `for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, ${storage});`,
    );
    await page.reload();
    await page.locator('.demo-users').getByRole('button', { name: 'alice' }).click();
    const text = `still works where it is ${kind}`;
    await say(page, text);
    await expect.poll(() => textsOn(page), PATIENCE).toContain(text);
    await composer(page).fill('half');
    await page.evaluate("location.hash = '#another'");
    await page.getByRole('heading', { name: '#another', level: 1 }).waitFor();
    await page.evaluate("location.hash = '#no-storage'");
    await expect.poll(() => composer(page).inputValue(), PATIENCE).toBe('half');
    expect(errors).toEqual([]);
  },
);

test('where storage is forbidden, a sign-in that would come back says that it could not', async () => {
  const config = { socketUrl: server.socketUrl, cognito: { ...server.cognito, signInUrl: server.httpUrl } };
  const { page, errors } = await visit(server.httpUrl, { config });
  await page.addInitScript(`Object.defineProperty(window, 'sessionStorage', ${STORAGES.forbidden});`);
  await page.reload();
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').getByText('This browser lets the page keep nothing').waitFor();
  expect(errors).toEqual([]);
});
