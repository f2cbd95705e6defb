/**
 * Every page, light and dark, on desks, a tablet and a phone: no accessibility violation, nothing in the console, nothing wider than
 * the screen. The screenshots are for people to look at.
 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestServer, testServer } from '../support/server.ts';
import { violationsOn } from './support/accessibility.ts';
import { type Seat, signInAs, useBrowser } from './support/browser.ts';
import { composer, PATIENCE, say, sees } from './support/room.ts';

const { seat, visit } = useBrowser();

let server: TestServer;
let bob: Seat;
beforeAll(async () => {
  server = await testServer({ settings: { ROOM_DIRECTORY: 'true', USER_DIRECTORY: 'true' } });
  await (await server.connect('bob')).ask('setProfile', {
    displayName: 'Bob Brannigan',
    status: 'On a train',
  });
  bob = await seat(server.httpUrl, 'bob', { path: '#general' });
  const owner = await server.connect('carol');
  for (const room of ['design-review', 'a-room-with-a-rather-long-name-that-goes-on'])
    await owner.ask('createRoom', { room, kind: 'private', members: [await server.userId('alice')] });
  for (const [room, topic] of Object.entries(PUBLIC)) {
    await owner.ask('createRoom', { room, kind: 'public' });
    await owner.ask('updateRoom', { room, topic });
  }
  await composer(bob.page).waitFor();
  await say(bob.page, 'The deploy is through. 40 ms at p99, and nobody noticed the change of connections.');
  await say(bob.page, 'I left the notes in #design-review, have a look when you find the time.');
  await bob.page.locator('.message[data-seq="2"]').waitFor();
  await owner.ask('reportMessage', { room: 'general', seq: 2, reason: 'Not here' });
  await moderatedRoom();
});
afterAll(() => server.close());

/** Public rooms with their topics. */
const PUBLIC = {
  gardening: 'Roses, tomatoes, and what eats them',
  'general-assembly':
    'The yearly meeting: agenda, minutes and votes, in the open for whoever was not there on the day',
};

/** Alice's own: a message of bob's is pinned, another one reported. */
async function moderatedRoom(): Promise<void> {
  const room = 'club';
  const [alice, bob] = await server.connectAll(['alice', 'bob']);
  await alice.ask('createRoom', { room, kind: 'private', members: [await server.userId('bob')] });
  await bob.ask('answerInvitation', { room, accept: true });
  await bob.ask('joinRoom', { room });
  await bob.ask('sendMessage', { room, text: 'Be kind. Keep to the subject. No advertisements.' });
  await bob.ask('sendMessage', { room, text: 'Cheap watches: tell all your friends!' });
  await alice.ask('pinMessage', { room, seq: 1 });
  await alice.ask('updateRoom', { room, topic: 'Rules, and who keeps them' });
  await alice.ask('reportMessage', { room, seq: 2, reason: 'An advertisement' });
}

const WIDE = { width: 1_280, height: 800 };
const DESK = { width: 1_440, height: 900 };
const TABLET = { width: 820, height: 1_180 };
const PHONE = { width: 390, height: 780 };

const looks = (['light', 'dark'] as const).flatMap(colorScheme =>
  [
    { size: 'wide', viewport: WIDE, hasTouch: false },
    { size: 'desk', viewport: DESK, hasTouch: false },
    { size: 'tablet', viewport: TABLET, hasTouch: true },
    { size: 'phone', viewport: PHONE, hasTouch: true },
  ].map(look => ({ ...look, colorScheme })),
);

describe.each(looks)('$colorScheme, $size', ({ size, ...options }) => {
  async function holds({ page, errors }: Seat, name: string): Promise<void> {
    const path = `test/browser/screenshots/${name}-${options.colorScheme}-${size}.png`;
    await page.screenshot({ path, fullPage: name === 'admin' });
    expect(await violationsOn(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(
      options.viewport.width,
    );
    expect(errors).toEqual([]);
  }

  const dialog = async (page: Page, button: string) => {
    await page.locator(button).click();
    await page.getByRole('dialog').waitFor();
  };

  test('signing in, and being refused', async () => {
    const guest = await visit(server.httpUrl, options);
    await guest.page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    await holds(guest, 'sign-in');
    await guest.page.getByLabel('User name').fill('alice');
    await guest.page.getByLabel('Password').fill('wrong');
    await guest.page.keyboard.press('Enter');
    await guest.page.getByRole('alert').getByText('Incorrect username or password.').waitFor();
    // The browser itself says in red that the sign-in was answered with 400.
    guest.errors.splice(0);
    await holds(guest, 'sign-in-refused');
  });

  test('the chat, its rooms, its people and its dialogs', async () => {
    const alice = await seat(server.httpUrl, 'alice', { ...options, path: '#general' });
    const { page } = alice;
    await composer(page).waitFor();
    await say(page, 'Wonderful, thank you! I did not notice either.');
    await sees(page, 'Wonderful, thank you! I did not notice either.');
    await page.getByText('Read by Bob Brannigan').last().waitFor();
    // So slowly that it is said more than once: one is told at most every 3 s.
    await composer(bob.page).pressSequentially('Sooo', { delay: 1_000 });
    await page.getByText('Bob Brannigan is typing…').waitFor();
    await page.locator('.invitations').waitFor({ state: 'attached' });
    await holds(alice, 'chat');
    await composer(bob.page).fill('');

    if (options.hasTouch) {
      await page.locator('[data-seq="2"] .bubble').tap();
      await page.getByRole('button', { name: 'Copy message 2' }).click({ trial: true });
      await holds(alice, 'tapped');
      await page.locator('.people-button').click();
      await page.getByRole('complementary', { name: 'People' }).waitFor();
      await holds(alice, 'people');
      await page.getByRole('button', { name: 'Hide people' }).click();
    }
    if (size === 'phone') {
      await page.getByRole('link', { name: 'All rooms' }).click();
      await page.getByRole('navigation', { name: 'Rooms' }).waitFor();
      await holds(alice, 'rooms');
    }
    await dialog(page, '[aria-label="Find rooms and people"]');
    await page.getByLabel('How the name begins').fill('ga');
    await page.getByText('Nobody’s user name begins so.').waitFor();
    await page.getByLabel('How the name begins').fill('');
    await page.locator('[data-room="general-assembly"]').waitFor();
    await holds(alice, 'find');
    await page.keyboard.press('Escape');
    await dialog(page, '[aria-label="New room or message"]');
    await holds(alice, 'new-room');
    await page.keyboard.press('Escape');
    await dialog(page, '.own-name');
    await page.getByLabel('Display name').waitFor();
    await holds(alice, 'profile');
    await page.keyboard.press('Escape');
    await dialog(page, '.connection-button');
    await holds(alice, 'connection');
  });

  test('a room that one moderates', async () => {
    const alice = await seat(server.httpUrl, 'alice', { ...options, path: '#club' });
    const { page } = alice;
    await page.getByRole('button', { name: 'Pinned messages: 1' }).click();
    await page.locator('[data-pinned="1"]').waitFor();
    await holds(alice, 'pinned');
    await page.keyboard.press('Escape');
    const message = page.locator('[data-seq="2"]');
    await (options.hasTouch ? message.locator('.bubble').tap() : message.hover());
    await dialog(page, '[aria-label="More about message 2"]');
    await holds(alice, 'message');
    await page.keyboard.press('Escape');
    if (options.hasTouch) await page.locator('.people-button').click();
    await page.getByRole('button', { name: 'Moderate Bob Brannigan' }).waitFor();
    await holds(alice, 'moderated');
    await page.getByRole('button', { name: 'Reports and bans' }).click();
    await page.locator('[data-report="club/2"]').waitFor();
    await holds(alice, 'queue');
  });

  test('the admin console, and who is not let in', async () => {
    const admin = await seat(server.httpUrl, 'admin', { ...options, path: 'admin' });
    await admin.page.getByRole('button', { name: 'Disconnect bob…' }).waitFor();
    await expect
      .poll(() => admin.page.locator('[data-tile="Posts / s"] dd').textContent(), PATIENCE)
      .toMatch(/^\d/);
    await admin.page.waitForTimeout(2_000);
    await holds(admin, 'admin');
    const carol = await visit(server.httpUrl, { ...options, path: 'admin' });
    await signInAs(carol.page, 'carol');
    await carol.page.getByRole('heading', { name: 'Not for carol' }).waitFor();
    await holds(carol, 'not-for-you');
  });
});
