/** Being rid of somebody, on a desk in the light and on a phone in the dark. The screenshots are for people to look at. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { directRoom } from '../../shared/protocol/index.ts';
import { type TestServer, testServer } from '../support/server.ts';
import { violationsOn } from './support/accessibility.ts';
import { type Seat, useBrowser } from './support/browser.ts';
import { composer, PATIENCE, say, sees } from './support/room.ts';

const { seat } = useBrowser();

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.close());

describe.each([
  { size: 'desk', viewport: { width: 1_440, height: 900 }, hasTouch: false, colorScheme: 'light' },
  { size: 'phone', viewport: { width: 390, height: 780 }, hasTouch: true, colorScheme: 'dark' },
] as const)('$size', ({ size, ...options }) => {
  async function holds({ page, errors }: Seat, name: string): Promise<void> {
    await page.screenshot({ path: `test/browser/screenshots/${name}-${size}.png` });
    expect(await violationsOn(page)).toEqual([]);
    expect(errors).toEqual([]);
  }

  test('who is blocked at a message stays in sight, mentions and invites one no more, and stands on a list until they are let off it', async () => {
    const room = `hall-${size}`;
    const [bob] = await server.connectAll(['bob'], room);
    await bob.ask('sendMessage', { room, text: 'Come along, @alice' });
    const members = [await server.userId('alice')];
    await bob.ask('createRoom', { room: `lure-${size}`, kind: 'private', members });
    const alice = await seat(server.httpUrl, 'alice', { ...options, path: `#${room}` });
    const { page } = alice;
    const invitations = page.locator('.invitations');
    await invitations.waitFor({ state: 'attached' });
    await page.locator('.mention.mine').waitFor();
    const message = page.locator('[data-seq="1"]');
    await (options.hasTouch ? message.locator('.bubble').tap() : message.hover());
    await page.getByRole('button', { name: 'More about message 1' }).click();
    const dialog = page.getByRole('dialog', { name: 'Message of bob' });
    await dialog.getByText('Block bob').click();
    await holds(alice, 'block-author');
    await dialog.getByRole('button', { name: 'Block', exact: true }).press('Enter');
    await dialog.getByText('bob is blocked.').waitFor();
    await dialog.getByText('Unblock bob').waitFor();
    await page.keyboard.press('Escape');
    await invitations.waitFor({ state: 'detached' });
    await bob.ask('sendMessage', { room, text: 'Well, @alice?' });
    await sees(page, 'Well, @alice?');
    expect(await page.locator('.mention').count()).toBe(2);
    expect(await page.locator('.mention.mine').count()).toBe(0);

    await page.reload();
    await sees(page, 'Well, @alice?');
    await expect.poll(() => page.locator('.mention.mine').count(), PATIENCE).toBe(0);
    if (size === 'phone') await page.getByRole('link', { name: 'All rooms' }).click();
    await page.getByRole('button', { name: 'alice', exact: true }).click();
    const profile = page.getByRole('dialog', { name: 'Your profile' });
    await profile.getByText('Blocked people').click();
    const row = profile.locator('[data-blocked="bob"]');
    await row.waitFor();
    await holds(alice, 'blocked-people');
    await row.getByRole('button', { name: 'Unblock bob' }).press('Enter');
    await row.waitFor({ state: 'detached' });
    expect((await (await server.connect('alice')).ask('listBlocked')).users).toEqual([]);
  });

  test('a direct conversation says that whom one has blocked can’t write there, nor oneself, and goes on once they are unblocked', async () => {
    const room = directRoom(await server.userId('alice'), await server.userId('carol'));
    const carol = await server.connect('carol');
    await carol.ask('sendMessage', { room, text: 'Hello' });
    const alice = await seat(server.httpUrl, 'alice', { ...options, path: `#${room}` });
    const { page } = alice;
    await sees(page, 'Hello');
    const header = page.locator('.room-header');
    await header.getByText('Online').waitFor();
    if (size === 'phone') await page.locator('.people-button').click();
    await page.getByRole('button', { name: 'Block carol…' }).press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Block carol?' });
    await dialog.getByText('they are not told').waitFor();
    await holds(alice, 'block-direct');
    await dialog.getByRole('button', { name: 'Block', exact: true }).press('Enter');
    await page.getByText('You have blocked carol').waitFor();
    await header.getByText('Not connected').waitFor();
    await page.getByRole('button', { name: 'Unblock carol…' }).waitFor();
    if (size === 'phone') await page.getByRole('button', { name: 'Hide people' }).click();
    expect(await composer(page).count()).toBe(0);
    expect(await carol.ask('sendMessage', { room, text: 'Hello?' })).toMatchObject({ code: 'FORBIDDEN' });
    await holds(alice, 'blocked-direct');
    await page.locator('.closed').getByRole('button', { name: 'Unblock' }).press('Enter');
    await say(page, `Hello again from the ${size}`);
    await carol.next(({ text }) => text === `Hello again from the ${size}`, 'the message');
  });
});
