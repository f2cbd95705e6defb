/** What the pages are there for, in WebKitGTK: signing in, talking, reading, going away and coming back, the console. */
import { mkdir, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestServer, testServer } from '../../support/server.ts';
import { button, KEYS, type Seat, text, useWebKit } from './driver.ts';

const seat = useWebKit();

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.close());

const COMPOSER = '//*[contains(@class, "composer")]//textarea';
const message = (words: string) => `//*[@data-seq]//*[contains(@class, "text")][contains(., "${words}")]`;

async function signIn(name: string, path: string, look?: Parameters<typeof seat>[0]): Promise<Seat> {
  const page = await seat(look);
  await page.go(`${server.httpUrl}/${path}`);
  await page.click(`//*[contains(@class, "demo-users")]//button[starts-with(., "${name}")]`);
  return page;
}

const say = (page: Seat, words: string) => page.type(COMPOSER, words + KEYS.enter);

test('two people talk: what is typed is seen, read, edited by keyboard, and deleted after a question', async () => {
  const alice = await signIn('alice', '#talk');
  await alice.sees(COMPOSER);
  const bob = await signIn('bob', '#talk');
  await alice.sees('//button[starts-with(@title, "Write to bob")]');
  await alice.type(COMPOSER, 'Hello');
  await bob.sees('//p[.="alice is typing…"]');
  await alice.type(COMPOSER, KEYS.enter);
  await bob.sees(message('Hello'));
  await alice.sees(text('Read by bob'));
  await alice.type(COMPOSER, KEYS.up);
  await alice.type('//*[@aria-label="Edit your message"]', `, Bob${KEYS.enter}`);
  await bob.sees(message('Hello, Bob'));
  await alice.run('document.querySelector(`[aria-label="Delete message 1"]`).click()');
  await alice.click(`//dialog${button('Delete')}`);
  await bob.sees(message('Message deleted'));
});

test('cut on purpose: what was said meanwhile is caught up; a reload keeps the user, and signing out leaves nothing', async () => {
  const bob = await server.connect('bob');
  await bob.ask('joinRoom', { room: 'resume' });
  const alice = await signIn('alice', '#resume');
  await alice.sees(COMPOSER);
  await bob.ask('sendMessage', { room: 'resume', text: 'before' });
  await alice.sees(message('before'));
  await alice.click('//*[contains(@class, "connection-button")]');
  await alice.click(button('Cut it for 5 seconds'));
  await alice.sees('//*[contains(@class, "connection-state") and contains(@class, "busy")]');
  await bob.ask('sendMessage', { room: 'resume', text: 'meanwhile' });
  await alice.sees(text('1 message caught up, nothing lost'));
  await alice.sees(message('meanwhile'));
  await alice.run('location.reload()');
  await alice.sees(message('meanwhile'));
  await alice.click(button('Sign out'));
  await alice.sees(button('Sign in'));
  expect(await alice.run('sessionStorage.length')).toBe(0);
});

test('a busy room opens at the first unread message, and counts what came', async () => {
  const bob = await server.connect('bob');
  const dave = await server.connect('dave');
  for (const socket of [bob, dave]) await socket.ask('joinRoom', { room: 'busy' });
  await bob.ask('sendMessage', { room: 'busy', text: 'read' });
  await dave.ask('markRead', { room: 'busy', seq: 1 });
  for (let line = 1; line <= 60; line++) await bob.ask('sendMessage', { room: 'busy', text: `line ${line}` });
  const page = await signIn('dave', '#busy');
  await page.sees('//*[contains(@class, "divider") and contains(@class, "unread")]');
  await page.sees(button('To the newest of 60 new messages'));
});

const LOOKS = (['light', 'dark'] as const).flatMap(colorScheme =>
  [
    // GTK's window is no narrower than 447 pixels.
    { name: 'phone', width: 447, height: 780 },
    { name: 'tablet', width: 820, height: 1_180 },
    { name: 'desk', width: 1_440, height: 900 },
  ].map(size => ({ colorScheme, name: size.name, size })),
);

test.each(LOOKS)(
  '$colorScheme, $name: axe finds nothing, and nothing is wider than the screen',
  async look => {
    await server.connectAll(['bob'], 'looks');
    const page = await signIn('carol', '#looks', look);
    await say(page, 'How does it look?');
    await page.sees(message('How does it look?'));
    await holds(page, 'chat', look);
    const console = await signIn('admin', 'admin', look);
    await console.sees('//*[@data-tile="Users"]//dd[number(.) > 1]');
    // Where Debian has no language, WebKit tells of one that Intl refuses.
    if ((await console.run('navigator.language')) === 'C')
      await console.sees(text('The chart can’t be drawn'));
    else await console.sees('//canvas');
    await holds(console, 'admin', look);
  },
);

async function holds(page: Seat, name: string, look: (typeof LOOKS)[number]): Promise<void> {
  const path = `test/browser/screenshots/webkit-${name}-${look.colorScheme}-${look.name}.png`;
  await mkdir('test/browser/screenshots', { recursive: true });
  await writeFile(path, await page.picture());
  expect(await page.run('matchMedia("(prefers-color-scheme: dark)").matches')).toBe(
    look.colorScheme === 'dark',
  );
  expect(await page.violations()).toEqual([]);
  expect(await page.run('document.documentElement.scrollWidth - innerWidth')).toBe(0);
}
