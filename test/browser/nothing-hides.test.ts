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

test('a stray % in the address breaks nothing', async () => {
  const { page, errors } = await seat(server.httpUrl, 'alice', { path: '#%zz' });
  await page.getByRole('navigation', { name: 'Rooms' }).waitFor();
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
