/** What two people do in a chat, seen from both windows. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { post } from '../support/publisher.ts';
import { type TestServer, testServer } from '../support/server.ts';
import { useBrowser } from './support/browser.ts';
import { composer, PATIENCE, say, sees, shown, textsOn } from './support/room.ts';

const { seat } = useBrowser();

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.close());

const pair = async (path: string) => {
  const alice = await seat(server.httpUrl, 'alice', { path });
  const bob = await seat(server.httpUrl, 'bob', { path });
  await composer(bob.page).waitFor();
  // Who is not in the room yet is not told who is typing.
  await alice.page.getByRole('button', { name: /^bob/ }).first().waitFor();
  return { alice, bob, seats: [alice, bob] };
};

test('a message is seen being typed, delivered and read; then edited by keyboard, then deleted', async () => {
  const { alice, bob, seats } = await pair('#talk');
  await composer(alice.page).pressSequentially('Hello');
  await bob.page.getByText('alice is typing…').waitFor();
  await composer(alice.page).press('Enter');
  await sees(bob.page, 'Hello');
  await expect.poll(() => bob.page.locator('.typing').textContent(), PATIENCE).toBe('');
  await alice.page.getByText('Read by bob').waitFor();

  await composer(alice.page).press('ArrowUp');
  await alice.page.getByLabel('Edit your message').fill('Hello, Bob');
  await alice.page.getByLabel('Edit your message').press('Enter');
  await sees(bob.page, 'Hello, Bob');
  expect(await bob.page.locator('.edited').count()).toBe(1);
  expect(await composer(alice.page).evaluate('document.activeElement.closest(".composer") !== null')).toBe(
    true,
  );

  // Keys press what has the focus in the window that has it.
  await alice.page.bringToFront();
  await alice.page.getByRole('button', { name: 'Delete message 1' }).focus();
  await alice.page.keyboard.press('Enter');
  await alice.page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
  await sees(bob.page, 'Message deleted');
  await sees(alice.page, 'Message deleted');
  for (const { errors } of seats) expect(errors).toEqual([]);
});

test('what comes while another room is on show is counted, and no more once it was read', async () => {
  const { alice, bob } = await pair('#busy');
  await alice.page.getByRole('button', { name: 'New room or message' }).click();
  await alice.page.getByLabel('Room', { exact: true }).fill('quiet');
  await alice.page.getByRole('button', { name: 'Open', exact: true }).click();
  await alice.page.getByRole('heading', { name: '#quiet', level: 1 }).waitFor();
  for (const text of ['one', 'two', 'three']) await say(bob.page, text);
  const link = alice.page.getByRole('link', { name: /busy/ });
  await expect.poll(() => link.locator('.badge').textContent(), PATIENCE).toContain('3');
  await expect.poll(() => alice.page.title(), PATIENCE).toBe('(3) quiet');
  await link.click();
  await sees(alice.page, 'three');
  expect(await alice.page.locator('.divider.unread').count()).toBe(1);
  await expect.poll(() => link.locator('.badge').count(), PATIENCE).toBe(0);
  // The server knows it too: another device of hers has nothing unread.
  await bob.page.getByText('Read by alice').last().waitFor();
  const again = await seat(server.httpUrl, 'alice');
  await again.page.getByRole('link', { name: /busy/ }).waitFor();
  expect(await again.page.locator('.badge').count()).toBe(0);
});

test('older messages come as one scrolls up, and the place stays', async () => {
  const { url, apiKey } = server.publish;
  for (let first = 1; first <= 180; first += 20)
    await post(url, apiKey, {
      batch: Array.from({ length: 20 }, (_, index) => ({ room: 'long', text: `line ${first + index}` })),
    });
  const { page, errors } = await seat(server.httpUrl, 'carol', { path: '#long' });
  await sees(page, 'line 180');
  const place = page.getByRole('region', { name: 'Messages' });
  const newest = await shown(page);
  expect(newest.length).toBeLessThan(180);
  const lines = new Map(newest.map(({ seq, text }) => [seq, text]));
  await place.focus();
  for (let tries = 0; tries < 200 && !lines.has(1); tries++) {
    for (const { seq, text } of await shown(page)) lines.set(seq, text);
    await page.keyboard.press('Home');
    await page.waitForTimeout(100);
  }
  expect([...lines].sort(([a], [b]) => a - b)).toEqual(
    Array.from({ length: 180 }, (_, index) => [index + 1, `line ${index + 1}`]),
  );
  expect(errors).toEqual([]);
});

test('a direct message reaches somebody who has never heard of it, and both keep it', async () => {
  const { alice, bob } = await pair('#lobby');
  await alice.page.getByRole('button', { name: /^bob/ }).click();
  await alice.page.getByRole('heading', { name: 'bob', level: 1 }).waitFor();
  await say(alice.page, 'Between us');
  await bob.page.getByRole('link', { name: /alice/ }).click();
  await sees(bob.page, 'Between us');
  await say(bob.page, 'Of course');
  await sees(alice.page, 'Of course');
  await bob.page.reload();
  await sees(bob.page, 'Of course');
  expect(await textsOn(bob.page)).toEqual(['Between us', 'Of course']);
});

test('a private room is closed to others until they accept an invitation; who is removed is told, and it leaves the list', async () => {
  const { alice, bob } = await pair('#lobby');
  await alice.page.getByRole('button', { name: 'New room or message' }).click();
  await alice.page.getByLabel('Room', { exact: true }).fill('secret');
  await alice.page.getByText('New private room').click();
  await alice.page.getByRole('button', { name: 'Open', exact: true }).click();
  await alice.page.getByRole('heading', { name: '#secret', level: 1 }).waitFor();
  await say(alice.page, 'For your eyes only');

  await bob.page.getByRole('button', { name: 'New room or message' }).click();
  await bob.page.getByLabel('Room', { exact: true }).fill('secret');
  await bob.page.getByRole('button', { name: 'Open', exact: true }).click();
  await bob.page.getByText('There is no such room.').waitFor();
  await bob.page.keyboard.press('Escape');
  const invite = async () => {
    await alice.page.getByLabel('Invite somebody').selectOption({ label: 'bob' });
    await alice.page.getByRole('button', { name: 'Invite', exact: true }).click();
    await alice.page.getByText('bob is invited, and a member once they accept.').waitFor();
  };
  const invitations = bob.page.getByRole('region', { name: 'Invitations' });
  const link = bob.page.getByRole('link', { name: /secret/ });

  await invite();
  await invitations.getByText('#secret').waitFor();
  await invitations.getByRole('button', { name: /^Decline/ }).click();
  await invitations.waitFor({ state: 'detached' });
  expect(await link.count()).toBe(0);

  await invite();
  await invitations.getByRole('button', { name: /^Accept/ }).click();
  await sees(bob.page, 'For your eyes only');
  await link.waitFor();
  await invitations.waitFor({ state: 'detached' });

  const owner = await server.connect('alice');
  await owner.ask('removeMember', { room: 'secret', userId: await server.userId('bob') });
  await bob.page.getByText('removed you from this room').waitFor();
  expect(await link.count()).toBe(0);
  await bob.page.getByRole('button', { name: 'Close the room' }).click();
  await bob.page.getByText('Hello, bob').waitFor();
  for (const { errors } of [alice, bob]) expect(errors).toEqual([]);
});

test('a message that the server refuses stays, says why, and can be sent again or discarded', async () => {
  const { page } = await seat(server.httpUrl, 'dave', { path: '#refusals' });
  await composer(page).waitFor();
  // Kept by the page's own limit, since the frame is larger than the text: quotes and backslashes take two bytes each.
  await say(page, '"'.repeat(16_384));
  const failed = page.locator('.draft.failed');
  await failed.getByText('Not sent').waitFor();
  await failed.getByRole('button', { name: 'Try again' }).click();
  await failed.getByText('Not sent').waitFor();
  await failed.getByRole('button', { name: 'Discard' }).click();
  await expect.poll(() => page.locator('.draft').count(), PATIENCE).toBe(0);
});

test('cut on purpose: what was said meanwhile is caught up, and the page says so', async () => {
  const { alice, bob } = await pair('#resume');
  await say(bob.page, 'before');
  await sees(alice.page, 'before');
  await alice.page.locator('.connection-button').click();
  await alice.page.getByRole('button', { name: 'Cut it for 5 seconds' }).click();
  await alice.page.locator('.me .connection-state.busy').waitFor();
  for (const text of ['meanwhile 1', 'meanwhile 2']) await say(bob.page, text);
  await alice.page.getByText('resume: 2 messages caught up, nothing lost').waitFor();
  await alice.page.keyboard.press('Escape');
  expect(await textsOn(alice.page)).toEqual(['before', 'meanwhile 1', 'meanwhile 2']);
  await alice.page.getByText('Back again: 2 messages caught up, nothing lost').waitFor();
});
