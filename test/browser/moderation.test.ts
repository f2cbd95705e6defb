/** What moderators do about messages and people, and what users report. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestServer, testServer } from '../support/server.ts';
import { violationsOn } from './support/accessibility.ts';
import { useBrowser } from './support/browser.ts';
import { PATIENCE, sees } from './support/room.ts';

const { seat } = useBrowser();

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.close());

/** Alice owns it; bob is a member who has spoken; carol is one who listens. */
async function moderated(room: string) {
  const [alice, bob, carol] = await server.connectAll(['alice', 'bob', 'carol']);
  const members = await Promise.all(['bob', 'carol'].map(server.userId));
  await alice.ask('createRoom', { room, kind: 'private', members });
  for (const socket of [bob, carol]) {
    await socket.ask('answerInvitation', { room, accept: true });
    await socket.ask('joinRoom', { room });
  }
  for (const text of ['buy pills', 'cheap pills']) await bob.ask('sendMessage', { room, text });
  return { bob, carol };
}

async function more(page: Page, seq: number) {
  await page.locator(`[data-seq="${seq}"]`).hover();
  await page.getByRole('button', { name: `More about message ${seq}` }).click();
  return page.getByRole('dialog');
}

test('the owner pins a message, everyone sees it in the header and goes to it, and it is unpinned', async () => {
  await moderated('pins');
  const alice = await seat(server.httpUrl, 'alice', { path: '#pins' });
  const carol = await seat(server.httpUrl, 'carol', { path: '#pins' });
  await sees(alice.page, 'buy pills');
  const dialog = await more(alice.page, 1);
  expect(await violationsOn(alice.page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Pin it' }).click();
  await dialog.getByText('It is pinned.').waitFor();
  await carol.page.getByRole('button', { name: 'Pinned messages: 1' }).click();
  const pinned = carol.page.getByRole('dialog', { name: 'Pinned in #pins' });
  await pinned.locator('[data-pinned="1"]').getByText('buy pills').waitFor();
  expect(await pinned.getByRole('button', { name: 'Unpin' }).count()).toBe(0);
  expect(await violationsOn(carol.page)).toEqual([]);
  await pinned.getByRole('link', { name: 'Go to it' }).click();
  await carol.page.locator('.message.targeted[data-seq="1"]').waitFor();
  await dialog.getByRole('button', { name: 'Unpin it' }).click();
  await expect
    .poll(() => carol.page.getByRole('button', { name: /^Pinned messages/ }).count(), PATIENCE)
    .toBe(0);
  for (const { errors } of [alice, carol]) expect(errors).toEqual([]);
});

test('a member reports a message, and the room’s owner reads why, goes there, and takes it off the list', async () => {
  await moderated('reports');
  const carol = await seat(server.httpUrl, 'carol', { path: '#reports' });
  await sees(carol.page, 'buy pills');
  const dialog = await more(carol.page, 1);
  expect(await dialog.getByRole('button', { name: /^Pin/ }).count()).toBe(0);
  await dialog.getByText('Report it').click();
  await dialog.getByLabel('What is wrong with it').fill('Spam');
  await dialog.getByRole('button', { name: 'Report', exact: true }).click();
  await dialog.getByText('Reported. Thank you.').waitFor();
  const { page, errors } = await seat(server.httpUrl, 'alice', { path: '#reports' });
  await page.getByRole('button', { name: 'Reports and bans' }).click();
  const report = page.getByRole('dialog').locator('[data-report="reports/1"]');
  await report.getByText(/Reported by carol.*: Spam/).waitFor();
  expect(await violationsOn(page)).toEqual([]);
  await report.getByRole('button', { name: /^Resolve/ }).click();
  await report.waitFor({ state: 'detached' });
  const owner = await server.connect('alice');
  expect((await owner.ask('listReports', { room: 'reports' })).reports).toEqual([]);
  await owner.ask('joinRoom', { room: 'reports' });
  await owner.ask('deleteMessage', { room: 'reports', seq: 1 });
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Reports and bans' }).click();
  await page.locator('[data-removed="1"]').getByText('buy pills').waitFor();
  await page.getByText(/^Removed by alice/).waitFor();
  expect(await violationsOn(page)).toEqual([]);
  expect(errors).toEqual([]);
});

test('the owner deletes what a member wrote, mutes and bans them, and lets them in again', async () => {
  const { bob } = await moderated('clean');
  const { page, errors } = await seat(server.httpUrl, 'alice', { path: '#clean' });
  await page.getByRole('button', { name: 'Moderate bob' }).click();
  const dialog = page.getByRole('dialog', { name: 'Moderate bob' });
  const act = async (name: string, says: string) => {
    await dialog.getByRole('radio', { name: new RegExp(`^${name}`) }).check();
    await dialog.getByRole('button', { name: 'Do it' }).click();
    await dialog.getByText(says).waitFor();
  };
  await act('Delete what they wrote', 'bob loses 2 messages.');
  expect(await page.locator('.text.deleted').count()).toBe(2);
  await act('Mute', 'bob is muted until');
  expect(await bob.ask('sendMessage', { room: 'clean', text: 'more pills' })).toMatchObject({
    reason: 'MUTED',
  });
  await act('Let speak again', 'bob may speak.');
  expect(await violationsOn(page)).toEqual([]);
  await dialog.getByLabel('Why').fill('Pills');
  await dialog.getByLabel('How long').selectOption('For good');
  await act('Ban', 'bob is banned for ever');
  await page.keyboard.press('Escape');
  await page.locator('[data-member="bob"]').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Reports and bans' }).click();
  const ban = page.getByRole('dialog').locator('[data-ban="bob"]');
  await ban.getByText('bob for ever').waitFor();
  await ban.getByText('By alice: Pills').waitFor();
  await ban.getByRole('button', { name: 'Let bob in again' }).click();
  await ban.waitFor({ state: 'detached' });
  expect(errors).toEqual([]);
});

test('a moderator sees in the list of members who is muted, and lets them speak; the others see nothing of it', async () => {
  const { bob } = await moderated('quiet');
  const owner = await server.connect('alice');
  const userId = await server.userId('bob');
  await owner.ask('muteMember', { room: 'quiet', userId, until: Date.now() + 3_600_000 });
  const carol = await seat(server.httpUrl, 'carol', { path: '#quiet' });
  await carol.page.locator('[data-member="bob"]').waitFor();
  expect(await carol.page.locator('[data-member="bob"]').textContent()).not.toContain('Muted');
  const { page, errors } = await seat(server.httpUrl, 'alice', { path: '#quiet' });
  await page.locator('[data-member="bob"]').getByText('Muted until').waitFor();
  expect(await violationsOn(page)).toEqual([]);
  await page.getByRole('button', { name: 'Let speak again: bob' }).click();
  await page.getByText('Muted until').waitFor({ state: 'detached' });
  expect(await bob.ask('sendMessage', { room: 'quiet', text: 'Sorry' })).toMatchObject({ type: 'ok' });
  expect(errors).toEqual([]);
});

test('an administrator sees in the console what was reported where nobody moderates, and resolves it', async () => {
  const [bob, carol] = await server.connectAll(['bob', 'carol'], 'open-hall');
  await bob.ask('sendMessage', { room: 'open-hall', text: 'buy pills' });
  await carol.ask('reportMessage', { room: 'open-hall', seq: 1, reason: 'Spam' });
  const { page, errors } = await seat(server.httpUrl, 'admin', { path: 'admin' });
  const report = page
    .getByRole('region', { name: 'Reported messages' })
    .locator('[data-report="open-hall/1"]');
  await report.getByText('buy pills').waitFor();
  expect(await report.getByRole('link').getAttribute('href')).toBe('./#open-hall/1');
  expect(await violationsOn(page)).toEqual([]);
  await report.getByRole('button', { name: /^Resolve/ }).click();
  await report.waitFor({ state: 'detached' });
  const admin = await server.connect('admin');
  expect((await admin.ask('listReports', {})).reports).toEqual([]);
  expect(errors).toEqual([]);
});
